package digitlab.check;

import java.util.Arrays;
import java.util.function.DoubleSupplier;

/** Compares nested arrays entry by entry, and gradients with numerical differences. */
final class EntryChecks {
  /** Of a linear function the differences are exact at any step; this one loses few digits. */
  private static final double STEP = 1e-4;

  /** How far a right gradient may be from its numerical differences, of the largest. */
  private static final double GRADIENT_TOLERANCE = 1e-5;

  private EntryChecks() {}

  static void same(
      String name, NestedArray found, NestedArray expected, double tolerance, String hint) {
    compare(name, found, expected.shape(), expected.numbers(), tolerance, "", hint);
  }

  static void gradient(
      String name, NestedArray found, NestedArray values, DoubleSupplier loss, String hint) {
    double[] slopes =
        values.rows().stream().flatMapToDouble(row -> Arrays.stream(slopes(row, loss))).toArray();
    double largest = Arrays.stream(slopes).map(Math::abs).max().orElse(0);
    double tolerance = GRADIENT_TOLERANCE * Math.max(largest, STEP);
    compare(name, found, values.shape(), slopes, tolerance, " by numerical differences", hint);
  }

  /** How much the loss rises for each number of a row, which are changed and put back. */
  private static double[] slopes(double[] row, DoubleSupplier loss) {
    double[] slopes = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      double kept = row[i];
      row[i] = kept + STEP;
      double above = loss.getAsDouble();
      row[i] = kept - STEP;
      double below = loss.getAsDouble();
      row[i] = kept;
      slopes[i] = (above - below) / (2 * STEP);
    }
    return slopes;
  }

  private static void compare(
      String name,
      NestedArray found,
      long[] shape,
      double[] right,
      double tolerance,
      String reference,
      String hint) {
    if (!Arrays.equals(found.shape(), shape)) {
      throw new NotYetRight(
          "%s has the shape %s, but should have %s. %s"
              .formatted(name, Arrays.toString(found.shape()), Arrays.toString(shape), hint));
    }
    double[] numbers = found.numbers();
    int wrong = 0;
    int worst = 0;
    double farthest = -1;
    for (int i = 0; i < right.length; i++) {
      double off = Math.abs(numbers[i] - right[i]);
      // Written so that NaN is wrong; compare takes it for larger than any number.
      wrong += off <= tolerance ? 0 : 1;
      if (Double.compare(off, farthest) > 0) {
        farthest = off;
        worst = i;
      }
    }
    if (wrong > 0) {
      double off = numbers[worst] - right[worst];
      throw new NotYetRight(
          "%s is wrong at %,d of %,d entries, most at %s: there it is %s%s. %s"
              .formatted(
                  name,
                  wrong,
                  right.length,
                  Answers.place(worst, shape),
                  Answers.text(numbers[worst]),
                  Double.isFinite(off)
                      ? ", %s too %s%s"
                          .formatted(
                              Answers.text(Math.abs(off)), off > 0 ? "large" : "small", reference)
                      : "",
                  hint));
    }
  }
}
