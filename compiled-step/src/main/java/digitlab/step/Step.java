package digitlab.step;

import digitlab.batch.Batch;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * The way in which one training step is taken: forward, backward, update of the network's own
 * parameters.
 *
 * <p>An implementation belongs to one network and is used by one thread at a time.
 */
public interface Step extends AutoCloseable {
  /**
   * The way's name, for history and reports: {@code stock}, {@code helpers} or {@code compiled}; an
   * engine other than oneDNN stands behind it, {@code compiled (portable)}.
   */
  String way();

  /** The number of native threads that a step uses. */
  int threads();

  /** Lets the following steps use another number of native threads, at least 1. */
  void useThreads(int threads);

  /**
   * Trains the network on one batch.
   *
   * @param batch features {@code [n, channels, height, width]} and labels, one-hot {@code [n,
   *     classes]} or integers {@code [n, 1]}, as the network's loss takes them
   * @return what the batch gave before its update
   */
  Outcome take(DataSet batch);

  /** The same for a batch of plain arrays, whatever form of labels the network's loss takes. */
  Outcome take(Batch batch);

  /**
   * What the network says, without learning: the probabilities {@code [n, classes]}.
   *
   * @param features {@code [n, channels, height, width]}
   */
  INDArray predict(INDArray features);

  /**
   * How the network does on one epoch of a set, which is reset before.
   *
   * @throws CancellationException if the thread was interrupted
   */
  default EvaluationResult evaluate(DataSetIterator set) {
    return evaluate(set, () -> !Thread.currentThread().isInterrupted())
        .orElseThrow(() -> new CancellationException("Stopped: the evaluation did not end."));
  }

  /**
   * The same, with a chance to end early.
   *
   * @param goOn is asked before each batch; {@code false} ends the evaluation
   * @return nothing if it was ended early
   */
  Optional<EvaluationResult> evaluate(DataSetIterator set, BooleanSupplier goOn);

  /**
   * Whether the results are the same, bit for bit, on any number of threads, so that it can change
   * at any step.
   */
  boolean isSameOnAnyThreads();

  /** Frees what the step holds outside the network; the network stays as it is. */
  @Override
  void close();

  /**
   * The result of one step.
   *
   * @param loss mean loss of the batch's examples, before the update
   * @param correct examples whose most probable class was the right one, before the update
   */
  record Outcome(double loss, int correct) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "loss %s, %,d right", EvaluationResult.text(loss), correct);
    }
  }
}
