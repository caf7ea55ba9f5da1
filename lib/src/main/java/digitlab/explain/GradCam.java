package digitlab.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Grad-CAM (Selvaraju and others 2017): the feature maps of the last convolution, added up with the
 * mean gradient of the class's logit as the weight of each; what is negative becomes 0. The small
 * map is stretched to the size of the image.
 */
public final class GradCam implements Explanation {
  private static final int BATCH = 100;

  private final MultiLayerNetwork logits;
  private final int convolution;

  /**
   * @param network with a convolution
   * @throws IllegalArgumentException if it has none
   */
  public GradCam(MultiLayerNetwork network) {
    convolution = lastConvolution(network);
    logits = LogitNetwork.of(network);
  }

  private static int lastConvolution(MultiLayerNetwork network) {
    for (int layer = network.getnLayers() - 1; layer >= 0; layer--) {
      if (network.getLayer(layer).conf().getLayer() instanceof ConvolutionLayer) {
        return layer;
      }
    }
    throw new IllegalArgumentException(
        "Grad-CAM needs a convolution, but the network has none among its %d layers."
            .formatted(network.getnLayers()));
  }

  @Override
  public INDArray explain(INDArray images, int[] classes) {
    List<INDArray> parts = new ArrayList<>();
    for (int from = 0; from < classes.length; from += BATCH) {
      int to = Math.min(classes.length, from + BATCH);
      INDArray batch = images.get(NDArrayIndex.interval(from, to)).dup();
      parts.add(maps(batch, Arrays.copyOfRange(classes, from, to)));
    }
    return Nd4j.concat(0, parts.toArray(INDArray[]::new));
  }

  private INDArray maps(INDArray images, int[] classes) {
    logits.setInput(images);
    INDArray featureMaps = logits.feedForward(true, false).get(convolution + 1);
    INDArray weights = gradientBehindConvolution(classes).mean(2, 3);
    long n = images.size(0);
    INDArray weighted = featureMaps.mul(weights.reshape(n, featureMaps.size(1), 1, 1)).sum(1);
    INDArray positive = new ActivationReLU().getActivation(weighted, false);
    return stretched(positive, images.size(2), images.size(3));
  }

  /** Back from the logits, layer by layer, as far as the convolution's feature maps. */
  private INDArray gradientBehindConvolution(int[] classes) {
    int last = logits.getnLayers() - 1;
    INDArray gradient = Nd4j.zeros(DataType.FLOAT, classes.length, logits.layerSize(last));
    for (int i = 0; i < classes.length; i++) {
      gradient.putScalar(i, classes[i], 1);
    }
    LayerWorkspaceMgr memory = LayerWorkspaceMgr.noWorkspaces();
    for (int layer = last; layer > convolution; layer--) {
      gradient = logits.getLayer(layer).backpropGradient(gradient, memory).getSecond();
      InputPreProcessor before = logits.getLayerWiseConfigurations().getInputPreProcess(layer);
      if (before != null) {
        gradient = before.backprop(gradient, classes.length, memory);
      }
    }
    return gradient;
  }

  /** {@code [n, h, w]} to {@code [n, height, width]}, linearly between the middles of pixels. */
  private static INDArray stretched(INDArray maps, long height, long width) {
    INDArray rows = interpolation(height, maps.size(1));
    INDArray columns = interpolation(width, maps.size(2)).transpose();
    INDArray[] large = new INDArray[(int) maps.size(0)];
    for (int i = 0; i < large.length; i++) {
      large[i] = rows.mmul(maps.slice(i).dup()).mmul(columns);
    }
    return Nd4j.stack(0, large);
  }

  /** A matrix that makes many values of a few. */
  private static INDArray interpolation(long many, long few) {
    INDArray matrix = Nd4j.zeros(DataType.FLOAT, many, few);
    for (long i = 0; i < many; i++) {
      double place = Math.max(0, Math.min(few - 1, (i + 0.5) * few / many - 0.5));
      long low = (long) place;
      long high = Math.min(few - 1, low + 1);
      matrix.putScalar(i, low, 1 - (place - low));
      matrix.putScalar(i, high, matrix.getDouble(i, high) + place - low);
    }
    return matrix;
  }

  @Override
  public String toString() {
    return "Grad-CAM from layer " + convolution;
  }
}
