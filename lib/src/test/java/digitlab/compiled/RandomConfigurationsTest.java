package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Small networks put together at random: odd sizes, channels, strides and paddings. The stock path
 * is the measure, with an ε that keeps Adam from enlarging rounding noise.
 */
class RandomConfigurationsTest {
  private static final Activation[] ACTIVATIONS = {
    Activation.RELU, Activation.TANH, Activation.SIGMOID, Activation.IDENTITY
  };

  @AfterEach
  void backToDefaults() {
    NativeLibrary.useHelpers(true);
    Engines.forceNone();
  }

  static Stream<Arguments> networks() {
    return seedsOnEachEngine(20);
  }

  static Stream<Arguments> chains() {
    return seedsOnEachEngine(12);
  }

  private static Stream<Arguments> seedsOnEachEngine(int seeds) {
    return TestNetworks.engines()
        .flatMap(
            engine -> IntStream.rangeClosed(1, seeds).mapToObj(seed -> Arguments.of(seed, engine)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void aRandomNetworkTrainsLikeThePlainPath(int seed, String engine) {
    Engines.force(engine);
    compare(seed, 9, RandomConfigurationsTest::configuration);
  }

  /** Nothing but windows: where these do not fit, the plan computes less than Deeplearning4j. */
  @ParameterizedTest
  @MethodSource("chains")
  void aRandomChainOfWindowsTrainsLikeThePlainPath(int seed, String engine) {
    Engines.force(engine);
    compare(seed, 26, RandomConfigurationsTest::windows);
  }

  private interface Recipe {
    MultiLayerConfiguration of(
        Random random, int seed, InputType input, int classes, boolean sparse);
  }

  private static void compare(int seed, int least, Recipe recipe) {
    Random random = new Random(seed);
    int channels = 1 + random.nextInt(3);
    int height = least + random.nextInt(8);
    int width = least + random.nextInt(8);
    int classes = 2 + random.nextInt(9);
    InputType input = InputType.convolutional(height, width, channels);
    boolean sparse = random.nextBoolean();
    NativeLibrary.useHelpers(false);
    MultiLayerNetwork network = TestNetworks.start(recipe.of(random, seed, input, classes, sparse));
    MultiLayerNetwork plain = MaskedDropout.twin(network);
    Nd4j.getRandom().setSeed(seed);
    try (CompiledStep step = TestNetworks.compiled(network, input, 8)) {
      assertThat(step.way()).startsWith("compiled");
      for (int n : new int[] {8, 5, 8, 2, 8}) {
        DataSet batch = batch(random, n, channels, height, width, classes, sparse);
        plain.fit(batch);
        assertThat(step.take(batch).loss())
            .as(network.summary(input))
            .isCloseTo(plain.score(), Percentage.withPercentage(2e-3));
      }
    }
  }

  private static MultiLayerConfiguration configuration(
      Random random, int seed, InputType input, int classes, boolean sparse) {
    NeuralNetConfiguration.ListBuilder list = start(random, seed);
    if (random.nextBoolean()) {
      list.layer(new ZeroPaddingLayer.Builder(random.nextInt(3), random.nextInt(3)).build());
    }
    list.layer(convolution(random));
    if (random.nextBoolean()) {
      list.layer(new BatchNormalization.Builder().useLogStd(random.nextBoolean()).build());
      if (random.nextBoolean()) {
        list.layer(new ActivationLayer(ACTIVATIONS[random.nextInt(ACTIVATIONS.length)]));
      }
    }
    list.layer(pooling(random));
    if (random.nextBoolean()) {
      list.layer(convolution(random));
    }
    if (random.nextBoolean()) {
      list.layer(new DropoutLayer(0.7));
    }
    list.layer(
        new DenseLayer.Builder()
            .nOut(1 + random.nextInt(40))
            .dropOut(random.nextBoolean() ? 0.8 : 0)
            .build());
    if (random.nextBoolean()) {
      list.layer(new BatchNormalization.Builder().build());
    }
    return end(list, input, classes, sparse);
  }

  private static MultiLayerConfiguration windows(
      Random random, int seed, InputType input, int classes, boolean sparse) {
    NeuralNetConfiguration.ListBuilder list = start(random, seed);
    list.layer(convolution(random)).layer(pooling(random));
    list.layer(convolution(random));
    if (random.nextBoolean()) {
      list.layer(new ActivationLayer(Activation.TANH));
    }
    return end(list.layer(pooling(random)), input, classes, sparse);
  }

  private static NeuralNetConfiguration.ListBuilder start(Random random, int seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(Adam.builder().learningRate(1e-3).epsilon(1e-2).build())
        .activation(ACTIVATIONS[random.nextInt(ACTIVATIONS.length)])
        .list();
  }

  private static MultiLayerConfiguration end(
      NeuralNetConfiguration.ListBuilder list, InputType input, int classes, boolean sparse) {
    return list.layer(
            new OutputLayer.Builder(sparse ? LossFunction.SPARSE_MCXENT : LossFunction.MCXENT)
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(input)
        .build();
  }

  private static ConvolutionLayer convolution(Random random) {
    ConvolutionLayer.Builder builder =
        new ConvolutionLayer.Builder(1 + random.nextInt(3), 1 + random.nextInt(3))
            .stride(1 + random.nextInt(2), 1 + random.nextInt(2))
            .nOut(1 + random.nextInt(20));
    return random.nextBoolean()
        ? builder.convolutionMode(ConvolutionMode.Same).build()
        : builder.padding(1, 1).build();
  }

  private static SubsamplingLayer pooling(Random random) {
    PoolingType type = random.nextBoolean() ? PoolingType.MAX : PoolingType.AVG;
    return new SubsamplingLayer.Builder(type)
        .kernelSize(1 + random.nextInt(3), 2)
        .stride(1 + random.nextInt(2), 1 + random.nextInt(2))
        .build();
  }

  private static DataSet batch(
      Random random, int n, int channels, int height, int width, int classes, boolean sparse) {
    INDArray features = Nd4j.rand(DataType.FLOAT, n, channels, height, width);
    float[][] oneHot = new float[n][classes];
    float[][] numbers = new float[n][1];
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(classes);
      oneHot[i][label] = 1;
      numbers[i][0] = label;
    }
    return new DataSet(features, Nd4j.createFromArray(sparse ? numbers : oneHot));
  }
}
