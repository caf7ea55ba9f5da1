package digitlab.explain;

import digitlab.model.LayerShapes;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * A network as it predicts, up to its logits: the scores before the softmax. An explanation is one
 * of what the network says, not of what it does in training.
 *
 * <p>Layer by layer it is the same network, but for three kinds of layers. The output layer becomes
 * a dense one without activation. Dropout, which only works in training, is left out. Batch
 * normalisation with its running mean and variance multiplies each channel by a number and adds
 * another: it becomes a 1 × 1 convolution, or a dense layer, which does that. (Deeplearning4j's own
 * would take the mean of the batch on its way back.)
 */
public final class LogitNetwork {
  private LogitNetwork() {}

  /**
   * A copy that may be fed and asked for gradients; the network itself is left alone.
   *
   * @param network initialised, with an output layer at its end
   * @return gives {@code [n, classes]} before the softmax. It keeps the weights of this moment
   * @throws IllegalArgumentException if the network does not end with an output layer
   */
  public static MultiLayerNetwork of(MultiLayerNetwork network) {
    return predicting(network, true);
  }

  /** The same with its softmax, in the form that compiled plans know. */
  static MultiLayerNetwork withSoftmax(MultiLayerNetwork network) {
    return predicting(network, false);
  }

  private static MultiLayerNetwork predicting(MultiLayerNetwork network, boolean toLogits) {
    LayerShapes.requireInitialised(network);
    Layer last = network.getOutputLayer().conf().getLayer();
    if (last.getClass() != OutputLayer.class) {
      throw new IllegalArgumentException(
          "Logits are what an OutputLayer takes the softmax of, but the network ends with a %s."
              .formatted(last.getClass().getSimpleName()));
    }
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    for (int layer = 0; layer < network.getnLayers(); layer++) {
      NeuralNetConfiguration conf = configuration.getConf(layer);
      if (toLogits || layer < network.getnLayers() - 1) {
        conf.setLayer(predicting(network, layer, conf.getLayer()));
        conf.clearVariables();
      } else {
        conf.getLayer().setIDropout(null);
      }
    }
    MultiLayerNetwork logits = new MultiLayerNetwork(configuration);
    logits.init();
    for (int layer = 0; layer < network.getnLayers(); layer++) {
      copyParameters(network, logits, layer);
    }
    logits.initGradientsView(); // without it, single layers cannot be asked for gradients
    return logits;
  }

  /** What a layer is in prediction. */
  private static Layer predicting(MultiLayerNetwork network, int number, Layer layer) {
    if (layer instanceof OutputLayer output) {
      return dense(output.getNIn(), output.getNOut(), output.hasBias());
    } else if (layer instanceof BatchNormalization normalisation) {
      long channels = normalisation.getNOut();
      return seesImages(network, number) ? oneByOne(channels) : dense(channels, channels, true);
    } else if (layer instanceof DropoutLayer) {
      return new ActivationLayer(Activation.IDENTITY);
    }
    layer.setIDropout(null);
    return layer;
  }

  private static Layer dense(long inputs, long outputs, boolean bias) {
    return new DenseLayer.Builder()
        .nIn(inputs)
        .nOut(outputs)
        .hasBias(bias)
        .activation(Activation.IDENTITY)
        .weightInit(WeightInit.ZERO)
        .biasInit(0)
        .updater(new NoOp())
        .build();
  }

  private static Layer oneByOne(long channels) {
    return new ConvolutionLayer.Builder(1, 1)
        .nIn(channels)
        .nOut(channels)
        .convolutionMode(ConvolutionMode.Truncate)
        .activation(Activation.IDENTITY)
        .weightInit(WeightInit.ZERO)
        .biasInit(0)
        .updater(new NoOp())
        .build();
  }

  /** Whether a layer is given feature maps, not the values of a dense layer. */
  private static boolean seesImages(MultiLayerNetwork network, int number) {
    for (int layer = number; layer >= 0; layer--) {
      if (network.getLayerWiseConfigurations().getInputPreProcess(layer)
          instanceof CnnToFeedForwardPreProcessor) {
        return false;
      }
      if (layer < number) {
        Layer before = network.getLayer(layer).conf().getLayer();
        if (before instanceof ConvolutionLayer) {
          return true;
        } else if (before instanceof FeedForwardLayer && !(before instanceof BatchNormalization)) {
          return false;
        }
      }
    }
    return true;
  }

  private static void copyParameters(MultiLayerNetwork from, MultiLayerNetwork to, int layer) {
    if (from.getLayer(layer).conf().getLayer() instanceof BatchNormalization normalisation) {
      Affine affine = Affine.of(normalisation, from, layer);
      INDArray weights = to.getParam(layer + "_" + DefaultParamInitializer.WEIGHT_KEY);
      INDArray diagonal = Nd4j.diag(affine.factor().reshape(-1));
      to.setParam(
          layer + "_" + DefaultParamInitializer.WEIGHT_KEY, diagonal.reshape(weights.shape()));
      to.setParam(layer + "_" + DefaultParamInitializer.BIAS_KEY, affine.shift());
      return;
    }
    from.getLayer(layer)
        .paramTable()
        .forEach((name, values) -> to.setParam(layer + "_" + name, values));
  }

  /**
   * What batch normalisation comes to with running statistics: {@code factor · x + shift}.
   *
   * @param factor γ / √(variance + ε), {@code [1, channels]}
   * @param shift β − mean · factor, {@code [1, channels]}
   */
  private record Affine(INDArray factor, INDArray shift) {
    static Affine of(BatchNormalization layer, MultiLayerNetwork network, int number) {
      INDArray mean =
          network.getParam(number + "_" + BatchNormalizationParamInitializer.GLOBAL_MEAN);
      INDArray variance =
          layer.isUseLogStd()
              ? Nd4j.math()
                  .pow(
                      Nd4j.scalar(mean.dataType(), 100),
                      network.getParam(
                          number + "_" + BatchNormalizationParamInitializer.GLOBAL_LOG_STD))
              : network.getParam(number + "_" + BatchNormalizationParamInitializer.GLOBAL_VAR);
      INDArray factor = Nd4j.math().rsqrt(variance.add(layer.getEps()));
      INDArray shift = mean.mul(factor).negi();
      if (layer.isLockGammaBeta()) {
        factor = factor.mul(layer.getGamma());
        return new Affine(factor, mean.mul(factor).rsubi(layer.getBeta()));
      }
      INDArray gamma = network.getParam(number + "_" + BatchNormalizationParamInitializer.GAMMA);
      INDArray beta = network.getParam(number + "_" + BatchNormalizationParamInitializer.BETA);
      return new Affine(factor.mul(gamma), shift.mul(gamma).addi(beta));
    }
  }
}
