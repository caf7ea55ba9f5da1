package digitlab.train;

import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.settings.Settings;
import digitlab.step.EvaluationResult;
import digitlab.testing.OneDnnPlatform;
import digitlab.testing.RealDigits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Few images are soon learnt by heart, and the validation loss rises. */
class EarlyStoppingTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-5);
  private static final int MOST = 60;

  private final Mnist data = RealDigits.first(40, 100);
  private final Settings settings = new Settings(Map.of("DIGITLAB_THREADS", "1"), Path.of(""));
  private final List<String> notes = new ArrayList<>();

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void endsSoManyEpochsAfterTheLowestValidationLoss(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    History history = fit(network(), 3);

    assertThat(history.last().number()).isLessThan(MOST);
    assertThat(history.last().number()).isEqualTo(history.best().number() + 3);
    for (Epoch epoch : history.epochs()) {
      assertThat(epoch.validationLoss()).isGreaterThanOrEqualTo(history.best().validationLoss());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void networkHasTheWeightsOfItsBestEpoch(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = network();
    History history = fit(network, 3);

    EvaluationResult after = EvaluationResult.of(network, validation());
    assertThat(after.loss()).isCloseTo(history.best().validationLoss(), ROUNDING);
    assertThat(after.loss()).isLessThan(history.last().validationLoss());
  }

  @Test
  @OneDnnPlatform
  void stepsStayCompiled() {
    assertThat(fit(network(), 2).conditions().way()).isEqualTo("compiled");
  }

  @Test
  void historyAndProgressSayWhichEpochWasRestored() {
    History history = fit(network(), 3);

    String expected =
        "Ended after epoch %d: the validation loss was lowest after epoch %d, whose weights were restored."
            .formatted(history.best().number() + 3, history.best().number());
    assertThat(history.conditions().remark()).isEqualTo(expected);
    assertThat(notes).containsExactly(expected);
  }

  @Test
  void epochsBeforeTheEndAreThoseOfAnUnstoppedTraining() {
    History stopped = fit(network(), 3);
    int epochs = stopped.last().number();
    History plain =
        Trainer.of(network(), Progress.NONE, settings).fit(training(), validation(), epochs);

    assertThat(stopped.epochs())
        .extracting(Epoch::validationLoss)
        .isEqualTo(plain.epochs().stream().map(Epoch::validationLoss).toList());
    assertThat(plain.conditions().remark()).isEmpty();
  }

  @Test
  void trainingThatIsNotStoppedHasItsBestWeightsToo() {
    MultiLayerNetwork network = network();
    History history =
        Trainer.of(network, Progress.NONE, settings)
            .earlyStopping(MOST)
            .fit(training(), validation(), 20);

    assertThat(history.epochs()).hasSize(20);
    assertThat(history.best().number()).isLessThan(20);
    assertThat(history.conditions().remark()).startsWith("Ended after epoch 20");
    assertThat(EvaluationResult.of(network, validation()).loss())
        .isCloseTo(history.best().validationLoss(), ROUNDING);
  }

  @Test
  void patienceBelowOneEpochIsRefused() {
    assertThatThrownBy(() -> Trainer.of(network(), Progress.NONE).earlyStopping(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Early stopping waits at least 1 epoch for a lower validation loss, not 0.");
  }

  /** Running means and variances are part of the weights. */
  private static MultiLayerNetwork network() {
    return start(Architectures.batchNormalised(1));
  }

  private History fit(MultiLayerNetwork network, int patience) {
    Progress listening =
        new Progress() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    return Trainer.of(network, listening, settings)
        .earlyStopping(patience)
        .fit(training(), validation(), MOST);
  }

  private Batches training() {
    return Batches.shuffled(data.train(), 8, 1);
  }

  private Batches validation() {
    return Batches.inOrder(data.test(), 50);
  }
}
