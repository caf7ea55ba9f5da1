package digitlab.train;

import digitlab.batch.Batch;
import digitlab.batch.BatchIterator;
import digitlab.step.Step;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A batch of the kind that is to come, to see before the training what will be trained on.
 *
 * @param size examples in it: a full batch
 * @param input the shape of one example: channels, height, width; or a number of features
 * @param step lets a step take it
 */
record SampleBatch(int size, InputType input, Consumer<Step> step) {
  /** The first batch of an iterator, which is to be reset after this. */
  static SampleBatch of(DataSetIterator set) {
    Optional<BatchIterator> plain = BatchIterator.plain(set);
    if (plain.isPresent()) {
      Batch batch = plain.get().firstBatch();
      return new SampleBatch(batch.size(), input(batch.shape()), step -> step.take(batch));
    }
    set.reset();
    if (!set.hasNext()) {
      throw new IllegalArgumentException("The training iterator has no batch.");
    }
    DataSet batch = set.next();
    long[] all = batch.getFeatures().shape();
    long[] example = new long[all.length - 1];
    System.arraycopy(all, 1, example, 0, example.length);
    return new SampleBatch((int) all[0], input(example), step -> step.take(batch));
  }

  private static InputType input(long... example) {
    return example.length == 3
        ? InputType.convolutional(example[1], example[2], example[0])
        : InputType.feedForward(example[0]);
  }
}
