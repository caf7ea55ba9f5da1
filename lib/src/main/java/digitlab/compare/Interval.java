package digitlab.compare;

import digitlab.text.Numbers;
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
public record Interval(double mean, double standardDeviation, double low, double high) {
  private static final double OUTSIDE_ON_EACH_SIDE = 0.025;

  /** The interval of at least two values that came independently. */
  public static Interval of(double... values) {
    return ofSeveral(1, values);
  }

  /**
   * The same interval, so much wider that of several such intervals all hold their means in 95 of
   * 100 cases (Bonferroni).
   *
   * @param intervals how many are looked at together
   */
  public static Interval ofSeveral(int intervals, double... values) {
    double mean = Mean.of(values).getAsDouble();
    double deviation = StandardDeviation.of(values).getAsDouble();
    double quantile =
        TDistribution.of(values.length - 1)
            .inverseSurvivalProbability(OUTSIDE_ON_EACH_SIDE / intervals);
    double half = quantile * deviation / Math.sqrt(values.length);
    return new Interval(mean, deviation, mean - half, mean + half);
  }

  /** The mean and half the width of its interval: {@code 0.0312 ± 0.0011}. */
  @Override
  public String toString() {
    return Numbers.measure(mean) + " ± " + Numbers.measure((high - low) / 2);
  }
}
