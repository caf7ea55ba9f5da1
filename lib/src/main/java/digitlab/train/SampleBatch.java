package digitlab.train;

import digitlab.batch.Batch;
import digitlab.batch.BatchIterator;
import digitlab.step.Step;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A batch of the kind that is to come, to see before the training what will be trained on.
 *
 * @param size examples in it: a full batch
 * @param input the shape of one example: channels, height, width; or a number of features
 * @param labels what its labels are
 * @param step lets a step take it
 */
record SampleBatch(int size, InputType input, Labels labels, Consumer<Step> step) {
  /**
   * The labels of a batch.
   *
   * @param numbers for each example: 1 for the number of its class, as many as classes if they are
   *     one-hot; 0 where the batch has labels of either form, or others than rows
   * @param classes that are known from the batch; 0 if none are
   */
  record Labels(long numbers, long classes) {
    static Labels of(INDArray labels) {
      if (labels == null || labels.rank() != 2) {
        return new Labels(0, 0);
      }
      long numbers = labels.size(1);
      return new Labels(numbers, numbers == 1 ? labels.maxNumber().longValue() + 1 : numbers);
    }
  }

  /**
   * The first batch of an iterator, which is to be reset after this.
   *
   * @param name of the iterator in a sentence
   * @throws IllegalArgumentException if it has none
   */
  static SampleBatch of(DataSetIterator set, String name) {
    Optional<BatchIterator> plain = BatchIterator.plain(set);
    if (plain.isPresent()) {
      Batch batch = plain.get().firstBatch();
      return new SampleBatch(
          batch.size(),
          input(batch.shape()),
          new Labels(0, batch.classes()),
          step -> step.take(batch));
    }
    set.reset();
    if (!set.hasNext()) {
      throw new IllegalArgumentException("The %s has no batch.".formatted(name));
    }
    DataSet batch = set.next();
    long[] all = batch.getFeatures().shape();
    long[] example = new long[all.length - 1];
    System.arraycopy(all, 1, example, 0, example.length);
    return new SampleBatch(
        (int) all[0], input(example), Labels.of(batch.getLabels()), step -> step.take(batch));
  }

  private static InputType input(long... example) {
    return switch (example.length) {
      case 2 -> InputType.recurrent(example[0], example[1]);
      case 3 -> InputType.convolutional(example[1], example[2], example[0]);
      default -> InputType.feedForward(example[0]);
    };
  }
}
