package digitlab.step;

import static java.util.Map.entry;

import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** The loss function at the end of a network, and the form of the labels that it takes. */
public final class OutputLoss {
  /** What the field calls them; the others go by the names of their classes. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          entry("LossMCXENT", "cross-entropy"),
          entry("LossNegativeLogLikelihood", "cross-entropy"),
          entry("LossSparseMCXENT", "cross-entropy"),
          entry("LossBinaryXENT", "binary cross-entropy"),
          entry("LossMSE", "mean squared error"),
          entry("LossL2", "sum of squared errors"),
          entry("LossMAE", "mean absolute error"),
          entry("LossL1", "sum of absolute errors"),
          entry("LossMAPE", "mean absolute percentage error"),
          entry("LossMSLE", "mean squared logarithmic error"),
          entry("LossKLD", "Kullback-Leibler divergence"),
          entry("LossPoisson", "Poisson loss"),
          entry("LossHinge", "hinge loss"),
          entry("LossSquaredHinge", "squared hinge loss"),
          entry("LossCosineProximity", "cosine proximity"));

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

  /** What the loss of a network is called, such as {@code mean squared error}. */
  public static String name(MultiLayerConfiguration configuration) {
    String type = of(configuration).getClass().getSimpleName();
    return NAMES.getOrDefault(type, type);
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
