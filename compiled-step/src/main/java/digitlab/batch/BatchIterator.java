package digitlab.batch;

import java.util.Optional;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** An iterator that can hand out its batches as plain Java arrays, too. */
public interface BatchIterator extends DataSetIterator {
  /** The next batch, untouched by a pre-processor. */
  Batch nextBatch();

  /** The first batch of the set, wherever the iteration stands; it stays there. */
  Batch firstBatch();

  /** The number of examples in an epoch. */
  int examples();

  /** The number of batches in an epoch. */
  int batches();

  /**
   * An iterator as one of plain batches, if it is one and they are what {@link #next} gives: not
   * where a pre-processor changes them.
   */
  static Optional<BatchIterator> plain(DataSetIterator iterator) {
    return iterator instanceof BatchIterator batches && batches.getPreProcessor() == null
        ? Optional.of(batches)
        : Optional.empty();
  }
}
