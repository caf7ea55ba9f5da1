package digitlab.step;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** The loss function at the end of a network, and the form of the labels that it takes. */
public final class OutputLoss {
  private OutputLoss() {}

  /**
   * The loss function of a network's last layer.
   *
   * @throws IllegalArgumentException if that layer has none
   */
  public static ILossFunction of(MultiLayerConfiguration configuration) {
    Layer last = configuration.getConf(configuration.getConfs().size() - 1).getLayer();
    if (last instanceof BaseOutputLayer output) {
      return output.getLossFn();
    }
    if (last instanceof LossLayer loss) {
      return loss.getLossFn();
    }
    throw new IllegalArgumentException(
        "The last layer must be an OutputLayer or LossLayer with a loss function, but it is a %s."
            .formatted(last.getClass().getSimpleName()));
  }

  /**
   * Whether the labels are the classes' numbers, {@code [n, 1]}, and not one-hot: "sparse" in Keras
   * and Deeplearning4j.
   */
  public static boolean isSparse(ILossFunction function) {
    return function instanceof LossSparseMCXENT;
  }

  /** The same for the loss function of a network. */
  public static boolean isSparse(MultiLayerConfiguration configuration) {
    return isSparse(of(configuration));
  }
}
