package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.data.Batches;
import digitlab.model.Architectures;
import digitlab.step.EvaluationResult;
import digitlab.step.Step;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.dataset.DataSet;

/** The network and the compiled step share everything that a step changes. */
class OneTruthTest {
  private static final int BATCH = 32;

  @Test
  void compiledAndPlainStepsCanTakeTurns() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.lenet5(1));
    MultiLayerNetwork plain = network.clone();
    List<DataSet> batches = TestNetworks.batches(network, 12, BATCH);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      for (int i = 0; i < batches.size(); i++) {
        plain.fit(batches.get(i));
        if (i % 3 == 2) {
          network.fit(batches.get(i));
        } else {
          step.take(batches.get(i));
        }
        assertThat(network.score()).isCloseTo(plain.score(), Percentage.withPercentage(1e-3));
      }
      assertThat(step.way()).isEqualTo("compiled");
    }
  }

  @Test
  void runningStatisticsAreThoseOfThePlainPath() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.batchNormalised(1));
    MultiLayerNetwork plain = network.clone();
    DataSet batch = TestNetworks.batches(network, 1, BATCH).get(0);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      plain.fit(batch);
      step.take(batch);
    }
    for (int layer : new int[] {2, 5, 7, 10, 12, 14}) {
      for (String statistic : new String[] {"mean", "log10stdev"}) {
        float[] found = network.getLayer(layer).getParam(statistic).toFloatVector();
        float[] expected = plain.getLayer(layer).getParam(statistic).toFloatVector();
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i])
              .as("%s of layer %d", statistic, layer)
              .isCloseTo(expected[i], Offset.offset(1e-6f));
        }
      }
    }
  }

  @Test
  void aSavedNetworkGoesOnAlikeInBothWays(@TempDir Path directory) throws Exception {
    MultiLayerNetwork network = TestNetworks.start(Architectures.lenet5(1));
    List<DataSet> batches = TestNetworks.batches(network, 10, BATCH);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      batches.subList(0, 5).forEach(step::take);
    }
    File file = directory.resolve("network.zip").toFile();
    ModelSerializer.writeModel(network, file, true);
    MultiLayerNetwork plain = ModelSerializer.restoreMultiLayerNetwork(file, true);
    MultiLayerNetwork compiled = ModelSerializer.restoreMultiLayerNetwork(file, true);
    assertThat(compiled.getIterationCount()).isEqualTo(5);
    try (CompiledStep goesOn = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH);
        CompiledStep restored = TestNetworks.compiled(compiled, TestNetworks.IMAGE, BATCH)) {
      for (DataSet batch : batches.subList(5, 10)) {
        double loss = goesOn.take(batch).loss();
        assertThat(restored.take(batch).loss()).isEqualTo(loss);
        plain.fit(batch);
        assertThat(plain.score()).isCloseTo(loss, Percentage.withPercentage(1e-3));
      }
    }
  }

  @Test
  void parametersSetFromOutsideAreUsedInTheNextStep() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.lenet5(1));
    DataSet batch = TestNetworks.batches(network, 1, BATCH).get(0);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      double first = step.take(batch).loss();
      network.setParams(TestNetworks.start(Architectures.lenet5(1)).params());
      assertThat(step.take(batch).loss()).isEqualTo(first);
      network.init(network.params().dup(), false);
      network.setParams(TestNetworks.start(Architectures.lenet5(1)).params());
      assertThat(step.take(batch).loss()).isEqualTo(first);
    }
  }

  @Test
  void listenersHearOfEachIterationAsInThePlainPath() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.lenet5(1));
    MultiLayerNetwork plain = network.clone();
    List<String> heard = new ArrayList<>();
    List<String> expected = new ArrayList<>();
    network.setListeners(new Ear(heard));
    plain.setListeners(new Ear(expected));
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      for (DataSet batch : TestNetworks.batches(network, 3, BATCH)) {
        step.take(batch);
        plain.fit(batch);
      }
    }
    assertThat(heard).isEqualTo(expected).hasSize(3);
  }

  private static final class Ear extends BaseTrainingListener {
    private final List<String> heard;

    Ear(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      heard.add(
          "%d of epoch %d: %d images, loss %.3f"
              .formatted(iteration, epoch, ((MultiLayerNetwork) model).batchSize(), model.score()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "fivePredictions"})
  void aShortLastBatchAndABatchOfOneTrainLikeThePlainPath(String name) {
    MultiLayerNetwork network = TestNetworks.start(TestNetworks.all().get(name).apply(1));
    MultiLayerNetwork plain = network.clone();
    List<DataSet> batches = new ArrayList<>(TestNetworks.batches(network, 2, BATCH));
    batches.addAll(TestNetworks.batches(network, 1, 7));
    batches.addAll(TestNetworks.batches(network, 1, 1));
    batches.addAll(TestNetworks.batches(network, 1, BATCH));
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      for (DataSet batch : batches) {
        plain.fit(batch);
        assertThat(step.take(batch).loss())
            .isCloseTo(plain.score(), Percentage.withPercentage(1e-3));
      }
      assertThat(step.way()).isEqualTo("compiled");
    }
  }

  @Test
  void plainArraysTrainLikeADataSet() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.lenet5(1));
    MultiLayerNetwork other = network.clone();
    DataSet batch = TestNetworks.batches(network, 1, BATCH).get(0);
    float[] pixels = batch.getFeatures().reshape(-1).toFloatVector();
    int[] classes = batch.getLabels().argMax(1).toIntVector();
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH);
        CompiledStep second = TestNetworks.compiled(other, TestNetworks.IMAGE, BATCH)) {
      Step.Outcome outcome = step.take(batch);
      assertThat(second.take(pixels, classes)).isEqualTo(outcome);
      assertThat(outcome.correct()).isEqualTo(rightAnswersBeforeTraining(batch));
      assertThat(other.params()).isEqualTo(network.params());
    }
  }

  private static int rightAnswersBeforeTraining(DataSet batch) {
    MultiLayerNetwork fresh = TestNetworks.start(Architectures.lenet5(1));
    int[] predicted = fresh.predict(batch.getFeatures());
    int[] right = batch.getLabels().argMax(1).toIntVector();
    int matches = 0;
    for (int i = 0; i < right.length; i++) {
      matches += predicted[i] == right[i] ? 1 : 0;
    }
    return matches;
  }

  @Test
  void evaluationGivesTheMeanLossAndTheRightAnswers() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.lenet5(1));
    DataSet images = TestNetworks.batches(network, 1, 230).get(0);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      ListDataSetIterator<DataSet> set = new ListDataSetIterator<>(images.asList(), 230);
      EvaluationResult scores = step.evaluate(set);
      assertThat(scores.loss()).isCloseTo(network.score(images), Percentage.withPercentage(1e-3));
      assertThat(scores.accuracy())
          .isCloseTo(network.evaluate(set).accuracy(), Offset.offset(1e-9));
    }
  }

  /** Batches of digits are scored without arrays of ND4J; the last one is smaller. */
  @ParameterizedTest
  @ValueSource(strings = {"lenet5", "fivePredictions"})
  void scoresOfDigitsAreThoseOfTheNetwork(String name) {
    MultiLayerNetwork network = TestNetworks.start(TestNetworks.all().get(name).apply(1));
    Batches plain = Batches.inOrder(TestNetworks.mnist().test().range(0, 250), 100);
    Batches digits = TestNetworks.isSparse(network) ? plain.withIntegerLabels() : plain;
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, 32)) {
      EvaluationResult expected = EvaluationResult.of(network, digits);
      EvaluationResult found = step.evaluate(digits);
      assertThat(found.loss()).isCloseTo(expected.loss(), Percentage.withPercentage(1e-4));
      assertThat(found.accuracy()).isEqualTo(expected.accuracy());
      assertThat(found.predicted()).isEqualTo(expected.predicted());
    }
  }
}
