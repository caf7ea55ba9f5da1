package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.testing.RealDigits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What somebody can attach to a training from outside. */
class TrainingCallbackTest {
  /** 40 images are one full batch and one of eight. */
  private final Mnist data = RealDigits.first(40, 20);

  private final Batches training = Batches.shuffled(data.train(), 32, 1);
  private final Batches validation = Batches.inOrder(data.test(), 10);

  @Test
  void callbackHearsEachMomentInItsOrder() {
    List<String> heard = new ArrayList<>();

    Trainer.of(start(learning(1)), Progress.NONE)
        .with(new Recorder(heard))
        .fit(training, validation, 2);

    assertThat(heard)
        .containsExactly(
            "train begins",
            "epoch 1 begins",
            "batch 1",
            "batch 2",
            "test batch",
            "test batch",
            "epoch 1 ends, whole",
            "epoch 2 begins",
            "batch 1",
            "batch 2",
            "test batch",
            "test batch",
            "epoch 2 ends, whole",
            "train ends");
  }

  @Test
  void callbackCanStopTheTraining() {
    List<String> heard = new ArrayList<>();
    TrainingCallback afterTheFirstEpoch =
        new TrainingCallback() {
          private TrainingLoop loop;

          @Override
          public void onTrainBegin(TrainingLoop begun) {
            loop = begun;
          }

          @Override
          public void onEpochEnd(EpochProgress epoch) {
            loop.remark("Enough.");
            loop.stop();
          }
        };

    History history =
        Trainer.of(start(learning(1)), Progress.NONE)
            .with(afterTheFirstEpoch)
            .with(new Recorder(heard))
            .fit(training, validation, 5);

    assertThat(history.epochs()).hasSize(1);
    assertThat(history.conditions().remark()).isEqualTo("Enough.");
    assertThat(heard).last().isEqualTo("train ends");
  }

  private record Recorder(List<String> heard) implements TrainingCallback {
    @Override
    public void onTrainBegin(TrainingLoop loop) {
      heard.add("train begins");
    }

    @Override
    public void onEpochBegin(int epoch) {
      heard.add("epoch %d begins".formatted(epoch));
    }

    @Override
    public void onTrainBatchEnd(BatchProgress batch) {
      heard.add("batch %d".formatted(batch.batch()));
    }

    @Override
    public void onTestBatchBegin() {
      heard.add("test batch");
    }

    @Override
    public void onEpochEnd(EpochProgress epoch) {
      heard.add("epoch %d ends%s".formatted(epoch.number(), epoch.isWhole() ? ", whole" : ""));
    }

    @Override
    public void onTrainEnd() {
      heard.add("train ends");
    }
  }
}
