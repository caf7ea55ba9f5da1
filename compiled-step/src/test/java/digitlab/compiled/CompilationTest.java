package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** What is not known is refused with its name; wrong batches are refused with both shapes. */
class CompilationTest {
  static Stream<Arguments> unknownLayers() {
    return Stream.of(
        Arguments.of("layer 0: LocalResponseNormalization", new LocalResponseNormalization()),
        Arguments.of(
            "layer 0: activation elu(alpha=1.0)",
            new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.ELU).build()),
        Arguments.of(
            "layer 0: dilation", new ConvolutionLayer.Builder(3, 3).dilation(2, 2).nOut(4).build()),
        Arguments.of(
            "layer 0: no bias", new ConvolutionLayer.Builder(3, 3).hasBias(false).nOut(4).build()),
        Arguments.of(
            "layer 0: regularization", new ConvolutionLayer.Builder(3, 3).l2(1e-4).nOut(4).build()),
        Arguments.of(
            "layer 0: pooling PNORM",
            new SubsamplingLayer.Builder(PoolingType.PNORM).pnorm(2).kernelSize(2, 2).build()),
        Arguments.of(
            "layer 0: average pooling with padding",
            new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).padding(1, 1).build()),
        Arguments.of(
            "layer 0: ZeroPaddingLayer not before a convolution",
            new ZeroPaddingLayer.Builder(1, 1).build()),
        Arguments.of(
            "layer 0: locked gamma and beta",
            new BatchNormalization.Builder().lockGammaBeta(true).build()));
  }

  @ParameterizedTest
  @MethodSource("unknownLayers")
  void anUnknownLayerOrSettingIsNamed(String reason, Layer layer) {
    assertThat(reasonFor(layer, new Adam(1e-3), LossFunction.MCXENT)).isEqualTo(reason);
  }

  @Test
  void anUnknownUpdaterIsNamed() {
    Layer layer = new ConvolutionLayer.Builder(3, 3).nOut(4).build();
    assertThat(reasonFor(layer, new Nesterovs(0.1), LossFunction.MCXENT))
        .isEqualTo("updater: Nesterovs");
  }

  @Test
  void anUnknownLossIsNamed() {
    Layer layer = new ConvolutionLayer.Builder(3, 3).nOut(4).build();
    assertThat(reasonFor(layer, new Adam(1e-3), LossFunction.MSE))
        .isEqualTo("layer 2: loss LossMSE()");
  }

  @Test
  void aNumberOfInputsThatDoesNotFitIsNamedWithTheRightOne() {
    MultiLayerNetwork network =
        LeNet.start(
            new NeuralNetConfiguration.Builder()
                .updater(new Adam(1e-3))
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nIn(1).nOut(6).build())
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nIn(400)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .inputPreProcessor(1, new CnnToFeedForwardPreProcessor())
                .build());
    Compilation compilation =
        Compilation.forTraining(network, InputType.convolutional(28, 28, 1), 4);
    assertThat(compilation)
        .isEqualTo(new Compilation.Refused("layer 1: nIn(400), but 3456 reach it"));
  }

  private static String reasonFor(Layer layer, IUpdater updater, LossFunction loss) {
    MultiLayerNetwork network =
        LeNet.start(
            new NeuralNetConfiguration.Builder()
                .updater(updater)
                .activation(Activation.RELU)
                .list()
                .layer(layer)
                .layer(new DenseLayer.Builder().nOut(5).build())
                .layer(new OutputLayer.Builder(loss).nOut(3).activation(Activation.SOFTMAX).build())
                .setInputType(LeNet.IMAGE)
                .build());
    Compilation compilation = Compilation.forTraining(network, LeNet.IMAGE, 4);
    assertThat(compilation).isInstanceOf(Compilation.Refused.class);
    return ((Compilation.Refused) compilation).reason();
  }

  @Test
  void aBatchOfTheWrongShapeIsRefusedWithBothShapes() {
    MultiLayerNetwork network = LeNet.network();
    try (CompiledStep step = LeNet.compiled(network, 4)) {
      assertThatThrownBy(() -> step.take(new DataSet(Nd4j.rand(4, 784), Nd4j.zeros(4, 10))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[4, 1, 28, 28]")
          .hasMessageContaining("[4, 784]");
      assertThatThrownBy(() -> step.take(new DataSet(Nd4j.rand(4, 1, 28, 28), Nd4j.zeros(4, 1))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("[4, 10]")
          .hasMessageContaining("[4, 1]");
      assertThatThrownBy(() -> step.take(new float[784], new int[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1,568")
          .hasMessageContaining("784");
      assertThatThrownBy(() -> step.take(new float[784], new int[] {10}))
          .hasMessageContaining("10")
          .hasMessageContaining("0 to 9");
    }
  }

  @Test
  void aClosedStepSaysSo() {
    MultiLayerNetwork network = LeNet.network();
    CompiledStep step = LeNet.compiled(network, 4);
    step.close();
    step.close();
    assertThatThrownBy(() -> step.take(new float[784], new int[1]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void compilingAndTrainingPrintNothing() {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
    try {
      MultiLayerNetwork network = LeNet.network();
      try (CompiledStep step = LeNet.compiled(network, 4)) {
        step.take(new float[784], new int[1]);
      }
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void compilingAndClosingFiftyTimesKeepsTheMemory() throws IOException {
    Assumptions.assumeTrue(Files.exists(Path.of("/proc/self/statm")));
    MultiLayerNetwork network = LeNet.network();
    DataSet batch = LeNet.batch(32);
    for (int i = 0; i < 5; i++) {
      compileAndClose(network, batch);
    }
    long before = residentMegabytes();
    for (int i = 0; i < 50; i++) {
      compileAndClose(network, batch);
    }
    // One plan of this network holds about 5 MB.
    assertThat(residentMegabytes() - before).isLessThan(60);
  }

  private static void compileAndClose(MultiLayerNetwork network, DataSet batch) {
    try (CompiledStep step = LeNet.compiled(network, 32)) {
      step.take(batch);
    }
  }

  private static long residentMegabytes() throws IOException {
    String[] pages = Files.readString(Path.of("/proc/self/statm")).split(" ");
    return Long.parseLong(pages[1]) * 4096 / 1_000_000;
  }
}
