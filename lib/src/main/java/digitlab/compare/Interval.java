package digitlab.compare;

import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * What some values tell about the mean of all that might have come.
 *
 * @param mean of the values
 * @param standardDeviation how far the values are from their mean, with n − 1
 * @param low where the 95 % interval of the mean begins, by Student's t distribution
 * @param high where it ends
 */
record Interval(double mean, double standardDeviation, double low, double high) {
  private static final double OUTSIDE_ON_EACH_SIDE = 0.025;

  /** The interval of at least two values that came independently. */
  static Interval of(double... values) {
    double mean = Mean.of(values).getAsDouble();
    double deviation = StandardDeviation.of(values).getAsDouble();
    double quantile =
        TDistribution.of(values.length - 1).inverseSurvivalProbability(OUTSIDE_ON_EACH_SIDE);
    double half = quantile * deviation / Math.sqrt(values.length);
    return new Interval(mean, deviation, mean - half, mean + half);
  }
}
