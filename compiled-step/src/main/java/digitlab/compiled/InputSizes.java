package digitlab.compiled;

import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * Whether a layer is told to have as many inputs as reach it. Deeplearning4j says at the first
 * batch that it is not; a plan would read beyond its buffers.
 */
final class InputSizes {
  private InputSizes() {}

  static boolean fit(Layer layer, InputType shape) {
    return !hasWeights(layer) || told(layer) == reaching(layer, shape);
  }

  static String inWords(Layer layer, InputType shape) {
    return hasWeights(layer)
        ? "nIn(%d), but %d reach it".formatted(told(layer), reaching(layer, shape))
        : "no inputs of its own";
  }

  private static boolean hasWeights(Layer layer) {
    return layer instanceof ConvolutionLayer
        || layer instanceof DenseLayer
        || layer instanceof BaseOutputLayer;
  }

  private static long told(Layer layer) {
    return ((FeedForwardLayer) layer).getNIn();
  }

  private static long reaching(Layer layer, InputType shape) {
    return layer instanceof ConvolutionLayer
            && shape instanceof InputType.InputTypeConvolutional image
        ? image.getChannels()
        : shape.arrayElementsPerExample();
  }
}
