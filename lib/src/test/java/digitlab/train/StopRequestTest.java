package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.testing.RealDigits;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an interrupt does to a training, wherever it comes. */
class StopRequestTest {
  private static final String GO_ON =
      " The network keeps what it has learnt; run the cell again to go on.";

  /** 100 images are three full batches and one of four. */
  private final Mnist data = RealDigits.first(100, 50);

  private final MultiLayerNetwork network = start(learning(1));
  private final Batches training = Batches.shuffled(data.train(), 32, 1);
  private final Batches validation = Batches.inOrder(data.test(), 20);

  @AfterEach
  void asBefore() {
    NativeLibrary.useCompiled(true);
    assertThat(Thread.interrupted()).as("an interrupt that nobody took").isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interruptEndsTheTrainingAfterTheRunningBatch(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    Interrupting at = new Interrupting(batch -> batch.epoch() == 2 && batch.batch() == 2);

    History history = Trainer.of(network, at).fit(training, validation, 3);

    assertThat(at.batches).hasSize(4 + 2);
    assertThat(network.getIterationCount()).isEqualTo(4 + 2);
    assertThat(network.getEpochCount()).as("whole epochs").isEqualTo(1);
    assertThat(history.epochs()).extracting(Epoch::number).containsExactly(1, 2);
    assertThat(history.last().loss()).isEqualTo(at.batches.get(5).loss());
    assertThat(history.last().accuracy()).isEqualTo(at.batches.get(5).accuracy());
    assertThat(history.last().validationAccuracy())
        .isEqualTo(network.evaluate(validation).accuracy());
  }

  @Test
  void readerIsToldOnceAndTheHistoryRemembers() {
    Interrupting at = new Interrupting(batch -> batch.epoch() == 2 && batch.batch() == 2);

    History history = Trainer.of(network, at).fit(training, validation, 3);

    String sentence = "Stopped in epoch 2 of 3 after batch 2 of 4.";
    assertThat(at.notes).containsExactly(sentence + GO_ON);
    assertThat(history.conditions().remark()).isEqualTo(sentence);
    assertThat(history.conditions().complete()).isFalse();
  }

  @Test
  void stopInTheFirstEpochLeavesAHistoryOfOneRow() {
    History history =
        Trainer.of(network, new Interrupting(batch -> true)).fit(training, validation, 3);

    assertThat(history.last().number()).isEqualTo(1);
    assertThat(history.table().rowCount()).isEqualTo(1);
    assertThat(history.last().validationLoss()).isFinite();
  }

  @Test
  void stopInTheFirstEpochOfAnEarlyStoppingTrainingKeepsTheOnlyWeightsThereAre() {
    History history =
        Trainer.of(network, new Interrupting(batch -> true))
            .earlyStopping(2)
            .fit(training, validation, 3);

    assertThat(history.last().number()).isEqualTo(1);
    assertThat(history.conditions().remark()).contains("lowest after epoch 1");
    assertThat(network.getIterationCount()).isEqualTo(1);
  }

  @Test
  void earlyStoppingBeforeAnyValidationLeavesTheNetworkAsItIs() {
    interruptValidation(2);
    History history =
        Trainer.of(network, new Interrupting(batch -> true))
            .earlyStopping(2)
            .fit(training, validation, 3);

    assertThat(history.last().validationLoss()).isNaN();
    assertThat(history.conditions().remark()).doesNotContain("restored");
  }

  @Test
  void checkpointsAndEarlyStoppingExcludeEachOther() {
    assertThatThrownBy(() -> Trainer.of(network).withCheckpoints().earlyStopping(2))
        .hasMessageContaining("choose one of both");
  }

  /** Somebody pressed while the network was still being compiled. */
  @Test
  void interruptFromBeforeTheTrainingLetsItTakeOneBatch() {
    Thread.currentThread().interrupt();

    History history = Trainer.of(network, Progress.NONE).fit(training, validation, 3);

    assertThat(network.getIterationCount()).isEqualTo(1);
    assertThat(history.conditions().remark())
        .isEqualTo("Stopped in epoch 1 of 3 after batch 1 of 4.");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fittingAgainGoesOnForAsManyEpochsAsAsked(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    Trainer.of(network, new Interrupting(batch -> batch.batch() == 3)).fit(training, validation, 3);

    History second = Trainer.of(network, Progress.NONE).fit(training, validation, 2);

    assertThat(network.getIterationCount()).isEqualTo(3 + 2 * 4);
    assertThat(second.epochs()).extracting(Epoch::number).containsExactly(1, 2);
    assertThat(second.conditions().remark())
        .isEqualTo("Went on from a network that had taken 3 steps.");
    assertThat(second.conditions().complete()).isFalse();
  }

  @Test
  void interruptInTheValidationLetsItEndAndThenStops() {
    Interrupting never = new Interrupting(batch -> false);
    interruptValidation(1);

    History history = Trainer.of(network, never).fit(training, validation, 3);

    assertThat(never.notes).containsExactly("Stopped after epoch 1 of 3." + GO_ON);
    assertThat(network.getEpochCount()).isEqualTo(1);
    assertThat(history.last().validationLoss()).isFinite();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void secondInterruptGivesTheValidationUp(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    interruptValidation(2);

    History history = Trainer.of(network, Progress.NONE).fit(training, validation, 3);

    assertThat(history.last().validationLoss()).isNaN();
    assertThat(history.last().validationAccuracy()).isNaN();
    assertThat(history.last().loss()).isFinite();
    assertThat(history.conditions().remark())
        .isEqualTo("Stopped after epoch 1 of 3. That epoch was not validated.");
    assertThat(network.getListeners()).isEmpty();
  }

  @Test
  void interruptWhenAllIsLearntChangesNothing() {
    Interrupting at = new Interrupting(batch -> batch.batch() == 4);

    History history = Trainer.of(network, at).fit(training, validation, 1);

    assertThat(at.notes).isEmpty();
    assertThat(history.conditions().complete()).isTrue();
    assertThat(history.conditions().remark()).isEmpty();
  }

  @Test
  void batchesThatNobodyCountedAreNotInvented() {
    var unknown = new ExistingDataSetIterator(List.of(training.next(), training.next()));
    Interrupting at = new Interrupting(batch -> true);

    Trainer.of(network, at).fit(unknown, validation, 1);

    assertThat(at.notes).containsExactly("Stopped in epoch 1 of 1 after batch 1." + GO_ON);
  }

  @Test
  void listenersHearTheEndOfWholeEpochsOnly() {
    List<String> calls = new ArrayList<>();
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onEpochEnd(Model model) {
            calls.add("end");
          }
        });

    Trainer.of(network, new Interrupting(batch -> batch.epoch() == 2)).fit(training, validation, 3);

    assertThat(calls).containsExactly("end");
  }

  /**
   * Interrupts at each of the first batches of the validation. One is looked at before the training
   * to see that the network can take it.
   */
  private void interruptValidation(int times) {
    int[] left = {times};
    validation.setPreProcessor(
        batch -> {
          if (network.getIterationCount() > 0 && left[0]-- > 0) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static final class Interrupting implements Progress {
    private final Predicate<BatchProgress> when;
    private final List<BatchProgress> batches = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Interrupting(Predicate<BatchProgress> when) {
      this.when = when;
    }

    @Override
    public void onTrainBatchEnd(BatchProgress batch) {
      batches.add(batch);
      if (when.test(batch)) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void note(String sentence) {
      notes.add(sentence);
    }
  }
}
