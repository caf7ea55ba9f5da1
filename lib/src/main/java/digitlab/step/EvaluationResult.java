package digitlab.step;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * How a network does on a set that it does not learn from.
 *
 * @param loss mean loss of the examples
 * @param accuracy share of examples classified rightly, 0…1
 * @param predicted the class that was predicted for each example, in the order of the set
 */
public record EvaluationResult(double loss, double accuracy, int[] predicted) {

  /** The places at which the prediction is not the label, in the order of the set. */
  public int[] mistakes(byte[] labels) {
    return IntStream.range(0, predicted.length).filter(i -> predicted[i] != labels[i]).toArray();
  }

  /** Runs a network forward over one epoch of an iterator, which is reset before. */
  public static EvaluationResult of(MultiLayerNetwork network, DataSetIterator set) {
    return of(network, set, features -> network.output(features, false), () -> {});
  }

  /**
   * The same with another way to compute the network's output.
   *
   * @param output from features to the probabilities {@code [n, classes]}
   * @param betweenBatches is run before each batch; what it throws ends the evaluation
   */
  public static EvaluationResult of(
      MultiLayerNetwork network,
      DataSetIterator set,
      UnaryOperator<INDArray> output,
      Runnable betweenBatches) {
    ILossFunction function = lossFunction(network);
    List<int[]> predicted = new ArrayList<>();
    double loss = 0;
    int examples = 0;
    int correct = 0;
    set.reset();
    while (set.hasNext()) {
      betweenBatches.run();
      DataSet batch = set.next();
      INDArray probabilities = output.apply(batch.getFeatures());
      // They are activated already: nothing is left to do for the activation function.
      loss +=
          function.computeScore(
              batch.getLabels(), probabilities, new ActivationIdentity(), null, false);
      int[] classes = Classes.of(probabilities);
      correct += Classes.correct(classes, batch.getLabels());
      examples += classes.length;
      predicted.add(classes);
    }
    if (examples == 0) {
      throw new IllegalArgumentException("There is no batch to score the network on.");
    }
    return new EvaluationResult(
        loss / examples,
        (double) correct / examples,
        predicted.stream().flatMapToInt(IntStream::of).toArray());
  }

  private static ILossFunction lossFunction(MultiLayerNetwork network) {
    if (network.getOutputLayer().conf().getLayer() instanceof BaseOutputLayer output) {
      return output.getLossFn();
    }
    if (network.getOutputLayer().conf().getLayer() instanceof LossLayer loss) {
      return loss.getLossFn();
    }
    throw new IllegalArgumentException(
        "The last layer must be an OutputLayer or LossLayer with a loss function, but it is a %s."
            .formatted(network.getOutputLayer().conf().getLayer().getClass().getSimpleName()));
  }
}
