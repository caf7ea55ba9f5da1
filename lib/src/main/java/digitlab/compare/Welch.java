package digitlab.compare;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.inference.TTest;

/**
 * Welch's t-test: would the means of two groups differ as much if their sources had the same mean?
 *
 * <p>The groups may spread differently (Welch 1947). Trainings with the same seed are not pairs:
 * they see the images in the same order, but their networks begin with weights that have nothing to
 * do with one another.
 *
 * @param difference mean of the first group less that of the second
 * @param pValue the probability of a difference at least as large if there were none, 0…1
 */
record Welch(double difference, double pValue) {
  /** Compares two groups of at least two values. */
  static Welch of(double[] first, double[] second) {
    double difference = Mean.of(first).getAsDouble() - Mean.of(second).getAsDouble();
    if (spreadsNot(first) && spreadsNot(second)) {
      return new Welch(difference, first[0] == second[0] ? 1 : 0);
    }
    return new Welch(difference, TTest.withDefaults().test(first, second).getPValue());
  }

  private static boolean spreadsNot(double[] values) {
    for (double value : values) {
      if (value != values[0]) {
        return false;
      }
    }
    return true;
  }
}
