package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import digitlab.testing.OneDnnPlatform;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * The compiled step computes what Deeplearning4j computes, for every network of the lab, on each
 * engine.
 */
class SameNumbersTest {
  private static final int BATCH = 32;

  private static final Percentage CLOSE = Percentage.withPercentage(1e-3);

  /** What Deeplearning4j's two own ways differ by after twenty steps, from seed to seed. */
  private static final Percentage DRIFTED = Percentage.withPercentage(0.2);

  /**
   * TestNetworks in which a last digit soon becomes a large one: where two pixels of a pooling
   * window or a ReLU's input and zero are all but equal, rounding decides where the gradient goes.
   * When that happens depends on the processor: each sums in an order of its own.
   */
  private static boolean amplifies(String name) {
    return List.of("maxPooling", "batchNormalised", "fivePredictions").contains(name);
  }

  static Stream<Arguments> networks() {
    return TestNetworks.engines()
        .flatMap(
            engine -> TestNetworks.all().keySet().stream().map(name -> Arguments.of(name, engine)));
  }

  static Stream<String> names() {
    return TestNetworks.all().keySet().stream();
  }

  @BeforeEach
  void helpersOnAllCores() {
    NativeLibrary.useHelpers(true);
    NativeLibrary.useThreads(Runtime.getRuntime().availableProcessors());
  }

  @AfterEach
  void backToDefaults() {
    NativeLibrary.useHelpers(true);
    Engines.forceNone();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theFirstTwentyLossesAreThoseOfThePlainPath(String name, String engine) {
    Engines.force(engine);
    MultiLayerNetwork network = network(name);
    MultiLayerNetwork plain = plainTwin(name, network);
    // The stock path of the wide network takes most of a second for a batch of 32.
    int size = name.equals("wideWithDropout") ? 8 : BATCH;
    List<DataSet> batches = TestNetworks.batches(network, 20, size);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, size)) {
      assertThat(step.way()).startsWith("compiled");
      for (int i = 0; i < batches.size(); i++) {
        plain.fit(batches.get(i));
        assertThat(step.take(batches.get(i)).loss())
            .as("loss %d", i + 1)
            .isCloseTo(plain.score(), i < 5 || !amplifies(name) ? CLOSE : DRIFTED);
      }
    }
    assertThat(network.getIterationCount()).isEqualTo(plain.getIterationCount());
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theGradientsOfEveryLayerAreThoseOfThePlainPath(String name, String engine) {
    Engines.force(engine);
    MultiLayerNetwork network = network(name);
    MultiLayerNetwork plain = MaskedDropout.twin(network);
    DataSet batch = TestNetworks.batches(network, 1, BATCH).get(0);
    plain.setInput(batch.getFeatures());
    plain.setLabels(batch.getLabels());
    plain.computeGradientAndScore();
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      assertThat(step.way()).startsWith("compiled");
      step.take(batch);
      INDArray expected = plain.getGradientsViewArray().reshape(-1);
      int offset = 0;
      for (int layer = 0; layer < network.getnLayers(); layer++) {
        // The running statistics behind γ and β have no gradient.
        boolean normalises = network.getLayer(layer) instanceof BatchNormalization;
        int length = (int) network.getLayer(layer).numParams();
        int trained = normalises ? length / 2 : length;
        assertSameGradient("layer " + layer, step.gradients(), expected, offset, trained);
        offset += length;
      }
      assertThat(offset).isEqualTo(network.numParams());
    }
  }

  /**
   * The measure is the layer's largest gradient: that of a bias which batch normalisation cancels
   * is nothing but rounding noise. The plain path sums over the batch and divides later. For the
   * first convolution of the batch-normalised network it is itself 1.3e-4 from the gradients in 64
   * bits (the portable engine 3e-6).
   */
  private static void assertSameGradient(
      String name, float[] found, INDArray expected, int offset, int length) {
    double largest = 0;
    double difference = 0;
    for (int i = offset; i < offset + length; i++) {
      double plain = expected.getDouble(i) / BATCH;
      largest = Math.max(largest, Math.abs(plain));
      difference = Math.max(difference, Math.abs(found[i] - plain));
    }
    if (length > 0) {
      assertThat(difference).as(name).isLessThan(2e-4 * largest);
    }
  }

  /** The portable engine adds up batch normalisation's means in 64 bits. */
  @ParameterizedTest
  @MethodSource("names")
  @OneDnnPlatform
  void theEnginesAgreeOnTheGradients(String name) {
    INDArray portable = Nd4j.createFromArray(gradients(name, Engines.PORTABLE));
    INDArray oneDnn = Nd4j.createFromArray(gradients(name, Engines.ONEDNN));
    double largest = portable.amaxNumber().doubleValue();
    assertThat(oneDnn.sub(portable).amaxNumber().doubleValue()).isLessThan(3e-5 * largest);
  }

  private static float[] gradients(String name, String engine) {
    Engines.force(engine);
    MultiLayerNetwork network = network(name);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      step.take(TestNetworks.batches(network, 1, BATCH).get(0));
      return step.gradients();
    }
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theSameSeedAndThreadsGiveTheSameBits(String name, String engine) {
    Engines.force(engine);
    assertThat(parametersAfterFiveSteps(name)).isEqualTo(parametersAfterFiveSteps(name));
  }

  /** 784 inputs and 1,000 outputs: large, and wider behind than before. */
  @ParameterizedTest
  @MethodSource("engines")
  void aLargeDenseLayerMayHaveMoreOutputsThanInputs(String engine) {
    Engines.force(engine);
    MultiLayerNetwork network =
        TestNetworks.start(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new Adam(1e-3))
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nOut(1_000).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(TestNetworks.IMAGE)
                .build());
    MultiLayerNetwork plain = MaskedDropout.twin(network);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      for (DataSet batch : TestNetworks.batches(network, 3, BATCH)) {
        plain.fit(batch);
        assertThat(step.take(batch).loss()).isCloseTo(plain.score(), CLOSE);
      }
    }
  }

  static Stream<String> engines() {
    return TestNetworks.engines();
  }

  /** More threads than cores, another number for every step, and a smaller batch at the end. */
  @ParameterizedTest
  @MethodSource("networks")
  void theParametersAreTheSameBitsWhateverTheThreadsOfEachStep(String name, String engine) {
    Engines.force(engine);
    Random random = new Random(3);
    assertThat(parametersAfterSixtySteps(name, () -> 1 + random.nextInt(4)))
        .isEqualTo(parametersAfterSixtySteps(name, () -> 1));
  }

  private static float[] parametersAfterSixtySteps(String name, IntSupplier threads) {
    MultiLayerNetwork network = network(name);
    List<DataSet> batches = new ArrayList<>(TestNetworks.batches(network, 59, BATCH));
    batches.addAll(TestNetworks.batches(network, 1, 13));
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      for (DataSet batch : batches) {
        step.useThreads(threads.getAsInt());
        step.take(batch);
      }
    }
    return network.params().toFloatVector();
  }

  private static float[] parametersAfterFiveSteps(String name) {
    MultiLayerNetwork network = network(name);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      step.useThreads(2);
      TestNetworks.batches(network, 5, BATCH).forEach(step::take);
      assertThat(step.way()).startsWith("compiled");
    }
    return network.params().toFloatVector();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void predictionsAreThoseOfTheNetwork(String name, String engine) {
    Engines.force(engine);
    MultiLayerNetwork network = network(name);
    List<DataSet> batches = TestNetworks.batches(network, 4, 50);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, 50)) {
      for (DataSet batch : batches) {
        step.take(batch);
      }
      // 130 images: more than one batch of predictions, and not a multiple of it.
      DataSet images = TestNetworks.batches(network, 1, 130).get(0);
      float[] found = step.predict(images.getFeatures().reshape(-1).toFloatVector(), 130);
      float[] expected = network.output(images.getFeatures()).reshape(-1).toFloatVector();
      assertThat(found).hasSameSizeAs(expected);
      float[] first = images.getFeatures().slice(0).reshape(-1).toFloatVector();
      assertThat(step.predict(first, 1))
          .containsExactly(Arrays.copyOf(found, 10), Offset.offset(1e-6f));
      for (int i = 0; i < found.length; i++) {
        assertThat(found[i]).isCloseTo(expected[i], Offset.offset(1e-5f));
      }
    }
  }

  private static MultiLayerNetwork network(String name) {
    return TestNetworks.start(TestNetworks.all().get(name).apply(1));
  }

  /**
   * The plain path for twenty steps. Two networks need care. Adam turns a gradient that is nothing
   * but rounding noise into a step of full length: where batch normalisation cancels a bias, an ε
   * of 1e-2 keeps such steps short. And for the wide network the helpers drift from 64-bit results,
   * which the stock path and the compiled step do not, so the stock path is the measure.
   */
  private static MultiLayerNetwork plainTwin(String name, MultiLayerNetwork network) {
    if (name.equals("batchNormalised")) {
      for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
        if (layer.conf().getLayer() instanceof BaseLayer base) {
          base.setIUpdater(Adam.builder().learningRate(1e-3).epsilon(1e-2).build());
        }
      }
    }
    NativeLibrary.useHelpers(!name.equals("wideWithDropout"));
    return MaskedDropout.twin(network);
  }
}
