package digitlab.batch;

import org.nd4j.linalg.api.ndarray.INDArray;

/** From rows of numbers to classes: the place of the largest number (argmax). */
public final class Classes {
  private Classes() {}

  /**
   * The class of each row.
   *
   * @param rows {@code [n, classes]}: probabilities, what the softmax is taken of, or one-hot
   *     labels, the class being the place of the largest; or {@code [n, 1]}: the class itself
   */
  public static int[] of(INDArray rows) {
    float[][] values = rows.toFloatMatrix();
    int[] classes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      classes[i] = values[i].length == 1 ? (int) values[i][0] : of(values[i]);
    }
    return classes;
  }

  /** The class of one row; of several largest numbers, the first. */
  public static int of(float[] row) {
    return of(row, 0, row.length);
  }

  /** The class of a row that begins at {@code from} in a longer array. */
  public static int of(float[] values, int from, int classes) {
    int largest = 0;
    for (int i = 1; i < classes; i++) {
      if (values[from + i] > values[from + largest]) {
        largest = i;
      }
    }
    return largest;
  }

  /** How many of the predicted classes are those of the labels. */
  public static int correct(int[] predicted, INDArray labels) {
    int[] right = of(labels);
    int correct = 0;
    for (int i = 0; i < right.length; i++) {
      correct += predicted[i] == right[i] ? 1 : 0;
    }
    return correct;
  }
}
