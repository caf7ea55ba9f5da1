package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import digitlab.batch.Batch;
import digitlab.step.Step;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Both ways to take a step, seen through the interface alone. */
class StepsTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-5);

  private final List<String> notes = new ArrayList<>();

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  @Test
  void switchDecidesTheWay() {
    try (Step step = Steps.forTraining(LeNet.network(), LeNet.IMAGE, 8, notes::add)) {
      assertThat(step.way()).isEqualTo("compiled");
    }
    NativeLibrary.useCompiled(false);
    try (Step step = Steps.forTraining(LeNet.network(), LeNet.IMAGE, 8, notes::add)) {
      assertThat(step.way()).isIn("helpers", "stock");
    }
    assertThat(notes).isEmpty();
  }

  @Test
  void unknownUpdaterIsTrainedPlainlyAndNamed() {
    MultiLayerNetwork network =
        LeNet.start(
            new NeuralNetConfiguration.Builder()
                .updater(new Nesterovs(0.1))
                .list()
                .layer(softmax(LossFunction.MCXENT))
                .setInputType(InputType.feedForward(4))
                .build());

    try (Step step = Steps.forTraining(network, InputType.feedForward(4), 8, notes::add)) {
      assertThat(step.way()).isEqualTo("stock");
    }
    assertThat(notes).singleElement().asString().contains("take longer", "Nesterovs");
  }

  /** Whoever only predicts pays for no training. */
  @Test
  void stepForPredictionMakesNoPlanForTraining() {
    MultiLayerNetwork network = LeNet.network();
    DataSet batch = LeNet.batch(7);
    try (CompiledStep step = (CompiledStep) Steps.forPrediction(network, LeNet.IMAGE)) {
      assertThat(step.predict(batch.getFeatures()))
          .satisfies(
              probabilities ->
                  assertThat(probabilities.equalsWithEps(network.output(batch.getFeatures()), 1e-5))
                      .isTrue());
      assertThat(step.trainingPlans()).isZero();
      step.take(batch);
      assertThat(step.trainingPlans()).isOne();
    }
  }

  @Test
  void plainBatchesNeedNoFormOfLabels() {
    for (LossFunction loss : List.of(LossFunction.MCXENT, LossFunction.SPARSE_MCXENT)) {
      Batch batch =
          new Batch(new float[] {1, 0, 0, 0, 0, 1, 0, 0}, new long[] {4}, new int[] {2, 0}, 3);
      double compiled = lossOf(batch, loss);
      NativeLibrary.useCompiled(false);
      assertThat(lossOf(batch, loss)).isCloseTo(compiled, ROUNDING);
      NativeLibrary.useCompiled(true);
    }
  }

  private double lossOf(Batch batch, LossFunction loss) {
    MultiLayerNetwork network =
        LeNet.start(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .list()
                .layer(softmax(loss))
                .setInputType(InputType.feedForward(4))
                .build());
    try (Step step = Steps.forTraining(network, InputType.feedForward(4), 2, notes::add)) {
      return step.take(batch).loss();
    }
  }

  private static OutputLayer softmax(LossFunction loss) {
    return new OutputLayer.Builder(loss).nOut(3).activation(Activation.SOFTMAX).build();
  }

  /** Deeplearning4j's own steps add up in another order on another number of threads. */
  @Test
  void onlyCompiledStepsAreTheSameOnAnyThreads() {
    try (Step step = Steps.forTraining(LeNet.network(), LeNet.IMAGE, 8, notes::add)) {
      assertThat(step.isSameOnAnyThreads()).isTrue();
    }
    NativeLibrary.useCompiled(false);
    try (Step step = Steps.forTraining(LeNet.network(), LeNet.IMAGE, 8, notes::add)) {
      assertThat(step.isSameOnAnyThreads()).isFalse();
    }
  }

  @Test
  void evaluationCanBeEndedEarly() {
    var batches = new ExistingDataSetIterator(List.of(LeNet.batch(4), LeNet.batch(4)));
    for (boolean compiled : new boolean[] {true, false}) {
      NativeLibrary.useCompiled(compiled);
      try (Step step = Steps.forPrediction(LeNet.network(), LeNet.IMAGE)) {
        int[] left = {1};
        assertThat(step.evaluate(batches, () -> left[0]-- > 0)).isEmpty();
        assertThat(step.evaluate(batches).predicted()).hasSize(8);
      }
    }
  }
}
