package digitlab.step;

import org.nd4j.linalg.api.ndarray.INDArray;

/** From rows of numbers to classes. */
final class Classes {
  private Classes() {}

  /**
   * The class of each row.
   *
   * @param rows {@code [n, classes]}: scores, probabilities or one-hot labels, the class being the
   *     place of the largest; or {@code [n, 1]}: the class itself
   */
  static int[] of(INDArray rows) {
    float[][] values = rows.toFloatMatrix();
    int[] classes = new int[values.length];
    for (int i = 0; i < values.length; i++) {
      classes[i] = values[i].length == 1 ? (int) values[i][0] : largest(values[i]);
    }
    return classes;
  }

  /** How many of the predicted classes are those of the labels. */
  static int correct(int[] predicted, INDArray labels) {
    int[] right = of(labels);
    int correct = 0;
    for (int i = 0; i < right.length; i++) {
      correct += predicted[i] == right[i] ? 1 : 0;
    }
    return correct;
  }

  private static int largest(float[] row) {
    int largest = 0;
    for (int i = 1; i < row.length; i++) {
      if (row[i] > row[largest]) {
        largest = i;
      }
    }
    return largest;
  }
}
