package digitlab.data;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Digits of one batch as plain Java arrays.
 *
 * @param features grey values in 0…1, {@code size × 28 × 28}
 * @param classes the digit of each image, 0…9
 */
public record Batch(float[] features, int[] classes) {
  /** The number of images. */
  public int size() {
    return classes.length;
  }

  /** The same for Deeplearning4j: {@code [n, 1, 28, 28]} and one-hot {@code [n, 10]}. */
  public DataSet dataSet() {
    int n = size();
    float[] labels = new float[n * Digits.CLASSES];
    for (int i = 0; i < n; i++) {
      labels[i * Digits.CLASSES + classes[i]] = 1;
    }
    return new DataSet(images(), Nd4j.createFromArray(labels).reshape(n, Digits.CLASSES));
  }

  /** The same with labels {@code [n, 1]} for a sparse cross-entropy. */
  public DataSet dataSetWithIntegerLabels() {
    INDArray labels = Nd4j.createFromArray(classes).castTo(DataType.FLOAT);
    return new DataSet(images(), labels.reshape(size(), 1));
  }

  private INDArray images() {
    return Nd4j.createFromArray(features).reshape(size(), 1, Digits.SIDE, Digits.SIDE);
  }
}
