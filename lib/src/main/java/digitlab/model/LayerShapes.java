package digitlab.model;

import digitlab.settings.LabException;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Deconvolution2D;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The shapes of an example on its way through a network. Where a layer cannot take what reaches it,
 * that is said here, before the first step: Deeplearning4j finds it in the middle of one, or not at
 * all.
 */
public final class LayerShapes {
  private final MultiLayerConfiguration configuration;
  private final InputType example;

  private LayerShapes(MultiLayerConfiguration configuration, InputType example) {
    this.configuration = configuration;
    this.example = example;
  }

  /**
   * The shapes before and after each layer, in order.
   *
   * @param example the shape of one example
   * @throws LabException if the network has not been initialised, if a window does not fit into its
   *     image, or if a layer has weights for another number of inputs; layers count from 1
   */
  public static List<LayerShape> of(MultiLayerNetwork network, InputType example) {
    requireInitialised(network);
    return new LayerShapes(network.getLayerWiseConfigurations(), example).all();
  }

  /**
   * @throws LabException if the network has no weights yet
   */
  public static void requireInitialised(MultiLayerNetwork network) {
    if (!network.isInitCalled()) {
      throw new LabException("The network has no weights yet: call network.init() first.");
    }
  }

  /** A shape as people write it: {@code 28 × 28 × 1} or {@code 784}. */
  static String inWords(InputType type) {
    return Shape.of(type).toString();
  }

  private List<LayerShape> all() {
    List<LayerShape> shapes = new ArrayList<>();
    InputType type = example;
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      LayerShape shape = through(i, type);
      shapes.add(shape);
      type = shape.output();
    }
    return shapes;
  }

  private LayerShape through(int index, InputType reaching) {
    Layer layer = configuration.getConf(index).getLayer();
    InputPreProcessor before = configuration.getInputPreProcess(index);
    try {
      InputType input = before == null ? reaching : before.getOutputType(reaching);
      checkWindow(index, layer, input);
      checkInputs(index, layer, input);
      // Deeplearning4j takes a loss layer to have no outputs; it has those of the layer before it.
      return new LayerShape(
          input, layer instanceof LossLayer ? input : layer.getOutputType(index, input));
    } catch (LabException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new LabException(
          "Layer %d cannot take what reaches it, %s: %s"
              .formatted(index + 1, inWords(reaching), e.getMessage()),
          e);
    }
  }

  private static void checkWindow(int index, Layer layer, InputType input) {
    if (!(input instanceof InputTypeConvolutional image)) {
      return;
    }
    if (layer instanceof ConvolutionLayer convolution && !(layer instanceof Deconvolution2D)) {
      checkWindow(
          index,
          image,
          convolution.getConvolutionMode(),
          convolution.getKernelSize(),
          convolution.getDilation(),
          convolution.getPadding());
    } else if (layer instanceof SubsamplingLayer pooling) {
      checkWindow(
          index,
          image,
          pooling.getConvolutionMode(),
          pooling.getKernelSize(),
          pooling.getDilation(),
          pooling.getPadding());
    }
  }

  private static void checkWindow(
      int index,
      InputTypeConvolutional image,
      ConvolutionMode mode,
      int[] kernel,
      int[] dilation,
      int[] padding) {
    boolean fits =
        mode == ConvolutionMode.Same
            || (reach(kernel, dilation, 0) <= image.getHeight() + 2L * padding[0]
                && reach(kernel, dilation, 1) <= image.getWidth() + 2L * padding[1]);
    if (!fits) {
      throw new LabException(
          "Layer %d: a %d × %d window does not fit into %d × %d. Make the window smaller, leave out a pooling before it, or set convolutionMode(ConvolutionMode.Same)."
              .formatted(
                  index + 1,
                  reach(kernel, dilation, 0),
                  reach(kernel, dilation, 1),
                  image.getHeight(),
                  image.getWidth()));
    }
  }

  /** The pixels from a window's first to its last. */
  private static long reach(int[] kernel, int[] dilation, int axis) {
    return kernel[axis] + (kernel[axis] - 1L) * (dilation[axis] - 1);
  }

  private void checkInputs(int index, Layer layer, InputType input) {
    long reaching;
    if (layer instanceof ConvolutionLayer && input instanceof InputTypeConvolutional image) {
      reaching = image.getChannels();
    } else if ((layer instanceof DenseLayer || layer instanceof BaseOutputLayer)
        && input instanceof InputTypeFeedForward vector) {
      reaching = vector.getSize();
    } else {
      return;
    }
    long made = ((FeedForwardLayer) layer).getNIn();
    if (made != reaching) {
      throw new LabException(
          "Layer %d is made for %s, but of an example of %s it gets %d. Configure the network with setInputType(%s) and without nIn."
              .formatted(
                  index + 1,
                  layer instanceof ConvolutionLayer
                      ? made + (made == 1 ? " channel" : " channels")
                      : made + " numbers",
                  inWords(example),
                  reaching,
                  asInputType(example)));
    }
  }

  private static String asInputType(InputType example) {
    return example instanceof InputTypeConvolutional image
        ? "InputType.convolutional(%d, %d, %d)"
            .formatted(image.getHeight(), image.getWidth(), image.getChannels())
        : "InputType.feedForward(%d)".formatted(example.arrayElementsPerExample());
  }
}
