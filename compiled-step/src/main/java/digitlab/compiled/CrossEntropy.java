package digitlab.compiled;

import digitlab.batch.Classes;
import java.util.stream.IntStream;

/**
 * Softmax and the cross-entropy after it, taken together: the gradient of both is {@code p − y}.
 *
 * @param classes number of classes
 * @param sparse whether labels are the classes' numbers, {@code [n, 1]}, or one-hot, {@code [n,
 *     classes]}
 * @param least probabilities below this count as this much in the loss, though not in the gradient
 */
record CrossEntropy(int classes, boolean sparse, double least) {
  /**
   * Turns the last layer's values into probabilities, in place.
   *
   * @param values {@code [n, classes]}, row by row
   */
  void softmax(float[] values, int n) {
    for (int start = 0; start < n * classes; start += classes) {
      float max = Float.NEGATIVE_INFINITY;
      for (int c = start; c < start + classes; c++) {
        max = Math.max(max, values[c]);
      }
      double sum = 0;
      for (int c = start; c < start + classes; c++) {
        double power = Math.exp(values[c] - max);
        values[c] = (float) power;
        sum += power;
      }
      for (int c = start; c < start + classes; c++) {
        values[c] = (float) (values[c] / sum);
      }
    }
  }

  /**
   * The mean loss.
   *
   * @param probabilities {@code [n, classes]}
   * @param labels one-hot {@code [n, classes]}
   */
  double loss(float[] probabilities, float[] labels, int n) {
    double sum = 0;
    for (int i = 0; i < n * classes; i++) {
      if (labels[i] != 0) {
        sum -= labels[i] * Math.log(Math.max(probabilities[i], least));
      }
    }
    return sum / n;
  }

  /** The number of examples whose most probable class is the label's. */
  int correct(float[] probabilities, float[] labels, int n) {
    int correct = 0;
    for (int i = 0; i < n; i++) {
      if (largest(probabilities, i) == largest(labels, i)) {
        correct++;
      }
    }
    return correct;
  }

  /** The most probable class of each example. */
  int[] mostProbable(float[] probabilities, int n) {
    return IntStream.range(0, n).map(i -> largest(probabilities, i)).toArray();
  }

  private int largest(float[] values, int row) {
    return Classes.of(values, row * classes, classes);
  }

  /** Turns probabilities into the mean loss's gradient before softmax, in place. */
  void gradient(float[] probabilities, float[] labels, int n) {
    for (int i = 0; i < n * classes; i++) {
      probabilities[i] = (probabilities[i] - labels[i]) / n;
    }
  }

  /** One-hot rows for class numbers. */
  float[] oneHot(int[] numbers) {
    float[] rows = new float[numbers.length * classes];
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] < 0 || numbers[i] >= classes) {
        throw new IllegalArgumentException(
            "Label %d of the batch is %d, but the network has the classes 0 to %d."
                .formatted(i, numbers[i], classes - 1));
      }
      rows[i * classes + numbers[i]] = 1;
    }
    return rows;
  }
}
