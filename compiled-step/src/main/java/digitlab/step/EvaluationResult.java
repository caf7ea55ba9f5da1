package digitlab.step;

import digitlab.batch.Batch;
import digitlab.batch.BatchIterator;
import digitlab.batch.Classes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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

  /**
   * The places at which the prediction is not the label, in the order of the set.
   *
   * @param labels at least as many as predictions: of a capped evaluation those of the whole set
   */
  public int[] mistakes(byte[] labels) {
    if (labels.length < predicted.length) {
      throw new IllegalArgumentException(
          "%,d examples were predicted, but there are only %,d labels."
              .formatted(predicted.length, labels.length));
    }
    return IntStream.range(0, predicted.length).filter(i -> predicted[i] != labels[i]).toArray();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "loss %s, accuracy %.4f on %,d examples",
        text(loss),
        accuracy,
        predicted.length);
  }

  /** A loss that has grown beyond reading has an exponent. */
  static String text(double loss) {
    return String.format(Locale.ROOT, Math.abs(loss) < 1e12 ? "%.4f" : "%.3e", loss);
  }

  /** Runs a network forward over one epoch of an iterator, which is reset before. */
  public static EvaluationResult of(MultiLayerNetwork network, DataSetIterator set) {
    return of(network, set, features -> network.output(features, false), () -> true).orElseThrow();
  }

  /**
   * The same with another way to compute the network's output, and a chance to end early.
   *
   * @param output from features to the probabilities {@code [n, classes]}
   * @param goOn is asked before each batch; {@code false} ends the evaluation, which has no result
   *     then
   */
  public static Optional<EvaluationResult> of(
      MultiLayerNetwork network,
      DataSetIterator set,
      UnaryOperator<INDArray> output,
      BooleanSupplier goOn) {
    ILossFunction function = OutputLoss.of(network.getLayerWiseConfigurations());
    Supplier<DataSet> next = batches(set, OutputLoss.isSparse(function));
    List<int[]> predicted = new ArrayList<>();
    double loss = 0;
    int examples = 0;
    int correct = 0;
    set.reset();
    while (set.hasNext()) {
      if (!goOn.getAsBoolean()) {
        return Optional.empty();
      }
      DataSet batch = next.get();
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
      throw new IllegalArgumentException("There is no batch to evaluate the network on.");
    }
    return Optional.of(
        new EvaluationResult(
            loss / examples,
            (double) correct / examples,
            predicted.stream().flatMapToInt(IntStream::of).toArray()));
  }

  /** Plain batches get labels of the form that the loss takes; others come as they are. */
  private static Supplier<DataSet> batches(DataSetIterator set, boolean sparse) {
    return BatchIterator.plain(set)
        .<Supplier<DataSet>>map(
            plain ->
                () -> {
                  Batch batch = plain.nextBatch();
                  return sparse ? batch.dataSetWithIntegerLabels() : batch.dataSet();
                })
        .orElse(set::next);
  }
}
