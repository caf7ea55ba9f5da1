package digitlab.batch;

import java.util.Arrays;
import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The examples of one batch as plain Java arrays.
 *
 * @param features the examples one after another, the last dimension fastest
 * @param shape of one example, such as {@code [channels, height, width]}
 * @param labels the class of each example, from 0
 * @param classes the number of classes
 */
public record Batch(float[] features, long[] shape, int[] labels, int classes) {
  /** The number of examples. */
  public int size() {
    return labels.length;
  }

  /** The same for Deeplearning4j, with labels one-hot {@code [size, classes]}. */
  public DataSet dataSet() {
    float[] oneHot = new float[size() * classes];
    for (int i = 0; i < size(); i++) {
      oneHot[i * classes + labels[i]] = 1;
    }
    return new DataSet(featureArray(), Nd4j.createFromArray(oneHot).reshape(size(), classes));
  }

  /** The same with labels {@code [size, 1]}, for a sparse cross-entropy. */
  public DataSet dataSetWithIntegerLabels() {
    INDArray integers = Nd4j.createFromArray(labels).castTo(DataType.FLOAT);
    return new DataSet(featureArray(), integers.reshape(size(), 1));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d examples of shape %s, %d classes",
        size(),
        Arrays.toString(shape),
        classes);
  }

  private INDArray featureArray() {
    long[] all = new long[shape.length + 1];
    all[0] = size();
    System.arraycopy(shape, 0, all, 1, shape.length);
    return Nd4j.createFromArray(features).reshape(all);
  }
}
