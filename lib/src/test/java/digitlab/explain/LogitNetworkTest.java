package digitlab.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.data.Batches;
import digitlab.model.Architectures;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The network without its softmax says what the network says, and its gradients are slopes. */
class LogitNetworkTest {
  static Stream<String> names() {
    return Architectures.all().stream().map(each -> each.name());
  }

  @ParameterizedTest
  @MethodSource("names")
  void theSoftmaxOfTheLogitsIsTheOutputOfTheNetwork(String name) {
    MultiLayerNetwork network = start(Architectures.named(name).configuration(1));
    moveRunningStatistics(network);
    INDArray images = images(5);

    INDArray probabilities = Nd4j.nn().softmax(LogitNetwork.of(network).output(images.dup()), 1);

    assertThat(probabilities.reshape(-1).toFloatVector())
        .containsExactly(network.output(images).reshape(-1).toFloatVector(), Offset.offset(1e-5f));
  }

  /** Dropout of a layer, and batch normalisation whose γ and β are no parameters. */
  @Test
  void gradientsAreSlopesWithDropoutAndLockedNormalisationToo() {
    MultiLayerNetwork network =
        start(
            new NeuralNetConfiguration.Builder()
                .seed(1)
                .activation(Activation.TANH)
                .list()
                .layer(new DenseLayer.Builder().nOut(20).dropOut(0.5).build())
                .layer(
                    new BatchNormalization.Builder().lockGammaBeta(true).gamma(2).beta(0.3).build())
                .layer(
                    new OutputLayer.Builder()
                        .nOut(10)
                        .dropOut(0.7)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    moveRunningStatistics(network);
    INDArray image = images(1);
    try (ImageGradients gradients = ImageGradients.of(network)) {
      INDArray gradient = gradients.gradient(image, new int[] {3});
      int[] place = {0, 0, 14, 14};
      float step = 1e-2f;
      INDArray more = image.dup().putScalar(place, image.getFloat(place) + step);
      INDArray less = image.dup().putScalar(place, image.getFloat(place) - step);
      double slope =
          (gradients.logits(more).getDouble(0, 3) - gradients.logits(less).getDouble(0, 3))
              / (2 * step);
      assertThat(gradient.getDouble(place)).isNotZero().isCloseTo(slope, Offset.offset(1e-3));
    }
  }

  @Test
  void theNetworkItselfIsLeftAlone() {
    MultiLayerNetwork network = start(SmallNetworks.withDropout(1));
    INDArray before = network.params().dup();
    try (ImageGradients gradients = ImageGradients.of(network)) {
      gradients.gradient(images(2), new int[] {1, 2});
    }
    assertThat(network.params()).isEqualTo(before);
    assertThat(network.getLayer(2).conf().getLayer().getIDropout()).isNotNull();
  }

  @Test
  void aNetworkWithoutOutputLayerIsRefusedInWords() {
    MultiLayerNetwork network =
        start(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(10).build())
                .layer(new LossLayer.Builder().activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    assertThatThrownBy(() -> LogitNetwork.of(network))
        .hasMessage(
            "Logits are what an OutputLayer takes the softmax of, but the network ends with a LossLayer.");
  }

  @Test
  void aClassThatIsNotThereIsNamed() {
    try (ImageGradients gradients = ImageGradients.of(start(SmallNetworks.learning(1)))) {
      assertThatThrownBy(() -> gradients.gradient(images(1), new int[] {10}))
          .hasMessage("The classes are 0 to 9, but the gradient of class 10 was asked for.");
      assertThatThrownBy(() -> gradients.gradient(images(2), new int[] {1}))
          .hasMessage("2 images need as many classes, but 1 were given.");
    }
  }

  private static MultiLayerNetwork start(MultiLayerConfiguration configuration) {
    return SmallNetworks.start(configuration);
  }

  /** As training would: away from a mean of 0 and a variance of 1. */
  private static void moveRunningStatistics(MultiLayerNetwork network) {
    for (int layer = 0; layer < network.getnLayers(); layer++) {
      if (network.getLayer(layer).conf().getLayer() instanceof BatchNormalization) {
        long channels = network.getParam(layer + "_mean").length();
        network.setParam(
            layer + "_mean",
            Nd4j.linspace(DataType.FLOAT, -0.2, 0.3, channels).reshape(1, channels));
        String spread = network.getParam(layer + "_var") == null ? "_log10stdev" : "_var";
        network.setParam(
            layer + spread, Nd4j.linspace(DataType.FLOAT, 0.1, 0.4, channels).reshape(1, channels));
      }
    }
  }

  private static INDArray images(int n) {
    return Batches.inOrder(RealDigits.first(0, n).test(), n).next().getFeatures();
  }
}
