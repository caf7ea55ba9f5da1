package digitlab.compare;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Holm's correction for several tests at once (Holm 1979).
 *
 * <p>Who tests three pairs of equal networks at the level of 5 % has not one chance in twenty to
 * see a difference that is none, but up to three. So the smallest <i>p</i> value is multiplied by
 * the number of tests, the next one by one less, and so on; none may end below a smaller one's.
 */
final class Holm {
  private Holm() {}

  /** The corrected <i>p</i> values, each in the place of its own. */
  static double[] corrected(double... pValues) {
    List<Integer> fromTheSmallest =
        IntStream.range(0, pValues.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> pValues[i]))
            .toList();
    double[] corrected = new double[pValues.length];
    double least = 0;
    int tests = pValues.length;
    for (int i : fromTheSmallest) {
      least = Math.max(least, Math.min(1, pValues[i] * tests--));
      corrected[i] = least;
    }
    return corrected;
  }
}
