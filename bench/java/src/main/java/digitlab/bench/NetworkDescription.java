package digitlab.bench;

import digitlab.settings.LabException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.nd4j.linalg.learning.config.Adam;

/** A configuration in plain words, from which the other systems build the same network. */
final class NetworkDescription {
  private NetworkDescription() {}

  /** The layers from input to output, each as names and values. */
  static List<Map<String, Object>> layers(MultiLayerConfiguration configuration) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (int i = 0; i < configuration.getConfs().size(); i++) {
      Layer layer = configuration.getConf(i).getLayer();
      Map<String, Object> words = words(layer);
      words.put("weights", i + "_W");
      words.put("bias", i + "_b");
      InputPreProcessor before = configuration.getInputPreProcess(i);
      if (before instanceof CnnToFeedForwardPreProcessor flatten) {
        words.put(
            "flatten",
            List.of(flatten.getNumChannels(), flatten.getInputHeight(), flatten.getInputWidth()));
      }
      layers.add(words);
    }
    return layers;
  }

  /** The settings of Adam, which all layers share. */
  static Map<String, Object> adam(MultiLayerConfiguration configuration) {
    Layer last = configuration.getConf(configuration.getConfs().size() - 1).getLayer();
    if (((BaseLayer) last).getIUpdater() instanceof Adam adam) {
      return Map.of(
          "learning_rate", adam.getLearningRate(),
          "beta1", adam.getBeta1(),
          "beta2", adam.getBeta2(),
          "epsilon", adam.getEpsilon());
    }
    throw unknown("the updater", ((BaseLayer) last).getIUpdater());
  }

  private static Map<String, Object> words(Layer layer) {
    if (layer instanceof SubsamplingLayer pooling) {
      return pooling(pooling);
    }
    if (layer instanceof ConvolutionLayer convolution) {
      return convolution(convolution);
    }
    if (layer instanceof BatchNormalization normalisation) {
      return words(
          "type",
          "batch normalisation",
          "channels",
          normalisation.getNOut(),
          "decay",
          normalisation.getDecay(),
          "epsilon",
          normalisation.getEps());
    }
    if (layer instanceof DropoutLayer dropout) {
      double kept = ((Dropout) dropout.getIDropout()).getP();
      return words("type", "dropout", "dropped", 1 - kept);
    }
    if (layer instanceof ActivationLayer activation) {
      return words("type", "activation", "activation", activation.getActivationFn().toString());
    }
    if (layer instanceof ZeroPaddingLayer padding) {
      return words("type", "zero padding", "padding", padding.getPadding());
    }
    if (layer instanceof FeedForwardLayer dense) {
      return words(
          "type",
          "dense",
          "inputs",
          dense.getNIn(),
          "outputs",
          dense.getNOut(),
          "activation",
          dense.getActivationFn().toString());
    }
    throw unknown("the layer", layer);
  }

  private static Map<String, Object> convolution(ConvolutionLayer layer) {
    return words(
        "type",
        "convolution",
        "inputs",
        layer.getNIn(),
        "outputs",
        layer.getNOut(),
        "kernel",
        layer.getKernelSize(),
        "stride",
        layer.getStride(),
        "padding",
        padding(layer),
        "activation",
        layer.getActivationFn().toString());
  }

  /** Rows and columns of zeros at each edge. */
  private static int[] padding(ConvolutionLayer layer) {
    int[] kernel = layer.getKernelSize();
    if (layer.getConvolutionMode() != ConvolutionMode.Same) {
      return layer.getPadding();
    }
    boolean even = kernel[0] % 2 == 0 || kernel[1] % 2 == 0;
    if (even || layer.getStride()[0] != 1 || layer.getStride()[1] != 1) {
      throw unknown("\"same\" padding that differs between edges in", layer);
    }
    return new int[] {kernel[0] / 2, kernel[1] / 2};
  }

  private static Map<String, Object> pooling(SubsamplingLayer layer) {
    boolean max = layer.getPoolingType() == PoolingType.MAX;
    if (!max && layer.getPoolingType() != PoolingType.AVG) {
      throw unknown("the pooling", layer.getPoolingType());
    }
    if (layer.getConvolutionMode() == ConvolutionMode.Same || layer.getPadding()[0] != 0) {
      throw unknown("the padding of", layer);
    }
    return words(
        "type",
        max ? "max pooling" : "average pooling",
        "kernel",
        layer.getKernelSize(),
        "stride",
        layer.getStride());
  }

  private static Map<String, Object> words(Object... namesAndValues) {
    Map<String, Object> words = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      words.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return words;
  }

  private static LabException unknown(String what, Object value) {
    return new LabException(
        "The bench cannot build %s %s with the other systems; describe it in digitlab.bench.Description."
            .formatted(what, value));
  }
}
