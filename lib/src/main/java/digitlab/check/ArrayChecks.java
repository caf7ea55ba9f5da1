package digitlab.check;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Looks at arrays of numbers. */
final class ArrayChecks {
  /** Rounding of 32-bit numbers must not cost a point. */
  private static final double ROUNDING = 1e-6;

  private ArrayChecks() {}

  static void shape(String name, INDArray found, List<Integer> expected, String hint) {
    if (!Arrays.equals(found.shape(), expected.stream().mapToLong(Integer::longValue).toArray())) {
      throw new NotYetRight(
          "%s has the shape %s, but should have %s. %s"
              .formatted(name, Arrays.toString(found.shape()), expected, hint));
    }
  }

  static void range(String name, INDArray found, double low, double high, String hint) {
    // Bytes and integers have no NaN, and cannot be asked for it.
    if (found.isR() && found.isNaN().any()) {
      throw new NotYetRight(
          "%s holds NaN, which is not a number: somewhere 0 was divided by 0. %s"
              .formatted(name, hint));
    }
    double smallest = found.minNumber().doubleValue();
    double largest = found.maxNumber().doubleValue();
    if (Math.abs(smallest - low) > ROUNDING || Math.abs(largest - high) > ROUNDING) {
      throw new NotYetRight(
          "%s goes from %s to %s, but should go from %s to %s. %s"
              .formatted(
                  name,
                  Answers.text(smallest),
                  Answers.text(largest),
                  Answers.text(low),
                  Answers.text(high),
                  hint));
    }
  }

  static void same(String name, INDArray found, INDArray expected, double tolerance, String hint) {
    if (!Arrays.equals(found.shape(), expected.shape())) {
      throw new NotYetRight(
          "%s has the shape %s, which is not right. %s"
              .formatted(name, Arrays.toString(found.shape()), hint));
    }
    double[] numbers = flat(found);
    double[] right = flat(expected);
    for (int i = 0; i < right.length; i++) {
      // Written so that NaN fails.
      if (!(Math.abs(numbers[i] - right[i]) <= tolerance)) {
        throw new NotYetRight(
            "%s is not right at %s: there it is %s. %s"
                .formatted(name, Answers.place(i, found.shape()), Answers.text(numbers[i]), hint));
      }
    }
  }

  static void oneHot(String name, INDArray found, int[] labels, int classes, String hint) {
    shape(name, found, List.of(labels.length, classes), hint);
    double[] numbers = flat(found);
    for (int row = 0; row < labels.length; row++) {
      double[] line = Arrays.copyOfRange(numbers, row * classes, (row + 1) * classes);
      if (Arrays.stream(line).filter(number -> number == 1).count() != 1
          || Arrays.stream(line).filter(number -> number == 0).count() != classes - 1) {
        throw new NotYetRight(
            "Row %d of %s should have a single 1 and else only 0. %s".formatted(row, name, hint));
      }
      if (line[labels[row]] != 1) {
        throw new NotYetRight(
            "Row %d of %s has its 1 at the wrong place for the label %d. %s"
                .formatted(row, name, labels[row], hint));
      }
    }
  }

  private static double[] flat(INDArray array) {
    return array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
  }
}
