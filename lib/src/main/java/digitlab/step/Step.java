package digitlab.step;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The way in which one training step is taken: forward, backward, update of the network's own
 * parameters.
 *
 * <p>An implementation belongs to one network and is used by one thread.
 */
public interface Step extends AutoCloseable {
  /**
   * The way's name, for history and reports: {@code stock}, {@code helpers} or {@code compiled}.
   */
  String way();

  /** The number of native threads that a step uses. */
  int threads();

  /**
   * Trains the network on one batch.
   *
   * @param batch features {@code [n, channels, height, width]} and labels, one-hot {@code [n,
   *     classes]} or integers {@code [n, 1]}
   * @return what the batch gave before its update
   */
  Outcome take(DataSet batch);

  /**
   * What the network says, without learning: the probabilities {@code [n, classes]}.
   *
   * @param features {@code [n, channels, height, width]}
   */
  INDArray predict(INDArray features);

  /** How the network does on one epoch of a set, which is reset before. */
  default EvaluationResult evaluate(DataSetIterator set) {
    return evaluate(set, () -> {});
  }

  /**
   * The same, with a chance to break off.
   *
   * @param betweenBatches is run before each batch; what it throws ends the evaluation
   */
  EvaluationResult evaluate(DataSetIterator set, Runnable betweenBatches);

  /** Frees what the step holds outside the network; the network stays as it is. */
  @Override
  void close();

  /**
   * The result of one step.
   *
   * @param loss mean loss of the batch's examples, before the update
   * @param correct examples whose most probable class was the right one, before the update
   */
  record Outcome(double loss, int correct) {}
}
