package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import digitlab.compiled.Compilation;
import digitlab.step.PlainStep;
import digitlab.step.Step;
import digitlab.testing.OneDnnPlatform;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * From the same weights and with the same batches, the lab's networks learn what Keras' do.
 *
 * <p>The networks are written out in Keras, so a wrong layer, padding or setting on either side
 * shows at the first loss. How long two trainings can go side by side depends on the arithmetic:
 *
 * <ul>
 *   <li>Max pooling and ReLU let a gradient flip to another place when two numbers are all but
 *       equal. Plain SGD stays together for all 20 steps even so.
 *   <li>Keras rounds Adam's β₂ to 32 bits in the bias correction but not in the running mean, even
 *       where it computes in 64 bits: its first steps are 6e-6 shorter than the formula says. Max
 *       pooling amplifies that.
 *   <li>Batch normalisation divides by variances that are all but zero: Keras in 32 bits and Keras
 *       in 64 bits part by 1e-5 after two steps of SGD and by a tenth after eight. So this network
 *       is compared in 64 bits, where it stays together for all 20 steps.
 * </ul>
 */
@OneDnnPlatform
class KerasParityTest {
  private static final InputType IMAGE = InputType.convolutional(28, 28, 1);
  private static final Percentage A_HUNDRED_THOUSANDTH = Percentage.withPercentage(1e-3);
  private static final Percentage A_TEN_THOUSANDTH = Percentage.withPercentage(1e-2);
  private static final Offset<Double> OUTPUTS = Offset.offset(1e-4);

  private static final Map<String, LongFunction<MultiLayerConfiguration>> NETWORKS =
      Map.of(
          "max-pooling", Architectures::maxPooling,
          "average-pooling", Architectures::averagePooling,
          "lenet5", Architectures::lenet5,
          "batch-normalised", Architectures::batchNormalised,
          "wide-with-dropout", KerasParityTest::wideWithoutDropout,
          "padded-lenet5", Architectures::paddedLenet5,
          "five-predictions", Architectures::fivePredictions);

  @AfterEach
  void helpersOnAgain() {
    NativeLibrary.useHelpers(true);
  }

  @ParameterizedTest
  @CsvSource({
    "max-pooling, 20",
    "average-pooling, 20",
    "lenet5, 20",
    "batch-normalised, 1",
    "wide-with-dropout, 20",
    "padded-lenet5, 20",
    "five-predictions, 20"
  })
  void plainSgdLearnsAsInKeras(String name, int steps) {
    KerasFixture keras = KerasFixture.read(name);
    double[] expected = keras.losses("sgd");
    for (String way : List.of("stock", "helpers")) {
      NativeLibrary.useHelpers(way.equals("helpers"));
      MultiLayerConfiguration configuration = withPlainSgd(NETWORKS.get(name).apply(1));
      MultiLayerNetwork network = KerasFixture.start(configuration);
      assertLosses(network, way, keras, expected, steps, A_HUNDRED_THOUSANDTH);
      if (steps == expected.length) {
        assertOutputs(network, keras.outputs("sgd"));
      }
    }
  }

  /** For as many steps as stay together; see above for what parts them. */
  @ParameterizedTest
  @CsvSource({
    "max-pooling, 17",
    "average-pooling, 20",
    "lenet5, 20",
    "batch-normalised, 5",
    "wide-with-dropout, 20",
    "padded-lenet5, 20",
    "five-predictions, 20"
  })
  void adamLearnsAsInKeras(String name, int steps) {
    KerasFixture keras = KerasFixture.read(name);
    double[] expected = keras.losses("adam");
    for (String way : List.of("stock", "helpers", "compiled")) {
      NativeLibrary.useHelpers(!way.equals("stock"));
      MultiLayerNetwork network = KerasFixture.start(NETWORKS.get(name).apply(1));
      assertLosses(network, way, keras, expected, steps, A_TEN_THOUSANDTH);
    }
  }

  @ParameterizedTest
  @CsvSource({"sgd", "adam"})
  void batchNormalisationLearnsAsInKerasIn64Bits(String optimizer) {
    KerasFixture keras = KerasFixture.read("batch-normalised");
    NativeLibrary.useHelpers(false); // oneDNN knows 32 bits only
    MultiLayerConfiguration configuration = in64Bits(Architectures.batchNormalised(1));
    boolean sgd = optimizer.equals("sgd");
    MultiLayerNetwork network =
        KerasFixture.start(sgd ? withPlainSgd(configuration) : configuration);

    double[] expected = keras.lossesIn64Bits(optimizer);
    int step = 0;
    for (DataSet batch : keras.batches(configuration)) {
      network.fit(
          new DataSet(
              batch.getFeatures().castTo(DataType.DOUBLE),
              batch.getLabels().castTo(DataType.DOUBLE)));
      assertThat(network.score())
          .as("loss of step %d", step + 1)
          .isCloseTo(expected[step++], sgd ? A_HUNDRED_THOUSANDTH : A_TEN_THOUSANDTH);
    }
    assertThat(step).isEqualTo(expected.length);
  }

  private static void assertLosses(
      MultiLayerNetwork network,
      String way,
      KerasFixture keras,
      double[] expected,
      int steps,
      Percentage closeness) {
    List<DataSet> batches = keras.batches(network.getLayerWiseConfigurations());
    assertThat(expected).hasSameSizeAs(batches);
    try (Step step = step(network, way, batches.get(0))) {
      assertThat(step.way()).isEqualTo(way);
      for (int i = 0; i < steps; i++) {
        assertThat(step.take(batches.get(i)).loss())
            .as("loss of step %d, %s", i + 1, way)
            .isCloseTo(expected[i], closeness);
      }
    }
  }

  private static void assertOutputs(MultiLayerNetwork network, double[] expected) {
    double[] found =
        network
            .output(KerasFixture.testImages().castTo(network.params().dataType()))
            .reshape(-1)
            .toDoubleVector();
    assertThat(found).containsExactly(expected, OUTPUTS);
  }

  private static Step step(MultiLayerNetwork network, String way, DataSet batch) {
    if (!way.equals("compiled")) {
      return new PlainStep(network);
    }
    Compilation compilation = Compilation.forTraining(network, IMAGE, batch.numExamples());
    assertThat(compilation).isInstanceOf(Compilation.Compiled.class);
    return ((Compilation.Compiled) compilation).step();
  }

  /** Chance decides what is dropped; DropoutTest looks at that alone. */
  private static MultiLayerConfiguration wideWithoutDropout(long seed) {
    MultiLayerConfiguration configuration = Architectures.wideWithDropout(seed);
    for (NeuralNetConfiguration conf : configuration.getConfs()) {
      if (conf.getLayer() instanceof DropoutLayer layer) {
        layer.setIDropout(new Dropout(1));
      }
    }
    return configuration;
  }

  private static MultiLayerConfiguration withPlainSgd(MultiLayerConfiguration configuration) {
    for (NeuralNetConfiguration conf : configuration.getConfs()) {
      if (conf.getLayer() instanceof BaseLayer layer) {
        layer.setIUpdater(new Sgd(0.05));
      }
    }
    return configuration;
  }

  private static MultiLayerConfiguration in64Bits(MultiLayerConfiguration configuration) {
    configuration.setDataType(DataType.DOUBLE);
    configuration.getConfs().forEach(layer -> layer.setDataType(DataType.DOUBLE));
    return configuration;
  }
}
