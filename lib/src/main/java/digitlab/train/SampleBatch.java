package digitlab.train;

import digitlab.data.Batches;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * A batch of the kind that is to come, to see before the training what will be trained on.
 *
 * @param batch one full batch
 */
record SampleBatch(DataSet batch) {
  /** The first batch of an iterator, which is to be reset after this. */
  static SampleBatch of(DataSetIterator set) {
    if (set instanceof Batches batches) {
      return new SampleBatch(batches.sample());
    }
    set.reset();
    if (!set.hasNext()) {
      throw new IllegalArgumentException("The training iterator has no batch.");
    }
    return new SampleBatch(set.next());
  }

  int size() {
    return (int) batch.getFeatures().size(0);
  }

  /** The shape of one example: channels, height, width; or a number of features. */
  InputType input() {
    INDArray features = batch.getFeatures();
    return features.rank() == 4
        ? InputType.convolutional(features.size(2), features.size(3), features.size(1))
        : InputType.feedForward(features.size(1));
  }
}
