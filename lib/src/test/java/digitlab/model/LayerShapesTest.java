package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.settings.LabException;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** What reaches each layer, and that a layer which cannot take it is named. */
class LayerShapesTest {
  private static final InputType DIGIT = InputType.convolutional(28, 28, 1);

  @Test
  void shapesAreThoseBeforeAndAfterEachLayer() {
    assertThat(LayerShapes.of(network(DIGIT, convolution(3), halved()), DIGIT))
        .extracting(LayerShape::toString)
        .containsExactly("28 × 28 × 1 → 26 × 26 × 4", "26 × 26 × 4 → 13 × 13 × 4", "676 → 10");
  }

  /** The first exercise of the notebook that builds networks. */
  @Test
  void fourthConvolutionDoesNotFit() {
    MultiLayerNetwork network =
        network(
            DIGIT,
            convolution(3),
            halved(),
            convolution(3),
            halved(),
            convolution(3),
            halved(),
            convolution(3));

    assertThatThrownBy(() -> Summary.of(network))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("Layer 7: a 3 × 3 window does not fit into 1 × 1. Make ");
  }

  @Test
  void poolingThatDoesNotFitIsNamed() {
    MultiLayerNetwork network =
        network(
            DIGIT,
            convolution(27),
            new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(4, 4).stride(1, 1).build());

    assertThatThrownBy(() -> Summary.of(network))
        .hasMessageStartingWith("Layer 2: a 4 × 4 window does not fit into 2 × 2.");
  }

  @Test
  void dilatedWindowIsAsLargeAsItReaches() {
    MultiLayerNetwork network =
        network(
            DIGIT,
            convolution(24),
            new ConvolutionLayer.Builder(3, 3).dilation(3, 3).nOut(4).build());

    assertThatThrownBy(() -> Summary.of(network))
        .hasMessageStartingWith("Layer 2: a 7 × 7 window does not fit into 5 × 5.");
  }

  @Test
  void windowThatIsTooWideOnlyIsNamed() {
    MultiLayerNetwork network =
        network(
            DIGIT, new ConvolutionLayer.Builder(3, 29).nOut(4).build(), new GlobalPoolingLayer());

    assertThatThrownBy(() -> Summary.of(network))
        .hasMessageStartingWith("Layer 1: a 3 × 29 window does not fit into 28 × 28.");
  }

  @Test
  void paddingAndSameLetAWindowFit() {
    MultiLayerNetwork network =
        network(
            DIGIT,
            convolution(28),
            new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(4).build(),
            new ConvolutionLayer.Builder(3, 3)
                .convolutionMode(ConvolutionMode.Same)
                .nOut(4)
                .build());

    assertThat(Summary.of(network).rows())
        .extracting(Summary.Row::output)
        .containsExactly("1 × 1 × 4", "1 × 1 × 4", "1 × 1 × 4", "4", "10");
  }

  @Test
  void wrongNumberOfChannelsIsNamed() {
    MultiLayerNetwork network = network(DIGIT, convolution(3));

    assertThatThrownBy(() -> LayerShapes.of(network, InputType.convolutional(28, 28, 3)))
        .hasMessage(
            "Layer 1 is made for 1 channel, but of an example of 28 × 28 × 3 it gets 3."
                + " Configure the network with setInputType(InputType.convolutional(28, 28, 3)) and without nIn.");
  }

  @Test
  void wrongSizeOfImageIsNamedWhereItMatters() {
    MultiLayerNetwork network = network(DIGIT, convolution(3), halved());

    assertThatThrownBy(() -> LayerShapes.of(network, InputType.convolutional(32, 32, 1)))
        .hasMessage(
            "Layer 3 is made for 676 numbers, but of an example of 32 × 32 × 1 it gets 900."
                + " Configure the network with setInputType(InputType.convolutional(32, 32, 1)) and without nIn.");
  }

  @Test
  void wrongNumberOfFeaturesIsNamed() {
    MultiLayerNetwork network =
        network(InputType.feedForward(20), new DenseLayer.Builder().nOut(5).build());

    assertThatThrownBy(() -> LayerShapes.of(network, InputType.feedForward(30)))
        .hasMessageStartingWith(
            "Layer 1 is made for 20 numbers, but of an example of 30 it gets 30.");
  }

  @Test
  void denseLayerThatGetsImagesSaysSo() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nIn(784).nOut(5).build())
                .layer(new OutputLayer.Builder().nIn(5).nOut(10).build())
                .build());
    network.init();

    assertThatThrownBy(() -> LayerShapes.of(network, DIGIT))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("Layer 1 cannot take what reaches it, 28 × 28 × 1: ");
  }

  @Test
  void networkThatWasNotInitialisedSaysWhatToCall() {
    MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(1));

    assertThatThrownBy(() -> Summary.of(network))
        .isInstanceOf(LabException.class)
        .hasMessage("The network has no weights yet: call network.init() first.");
  }

  private static MultiLayerNetwork network(InputType input, Layer... layers) {
    NeuralNetConfiguration.ListBuilder list = new NeuralNetConfiguration.Builder().list();
    for (Layer layer : layers) {
      list.layer(layer);
    }
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            list.layer(new OutputLayer.Builder().nOut(10).build()).setInputType(input).build());
    network.init();
    return network;
  }

  private static Layer convolution(int kernel) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(4).build();
  }

  private static Layer halved() {
    return new SubsamplingLayer.Builder(PoolingType.MAX).kernelSize(2, 2).stride(2, 2).build();
  }
}
