package digitlab.train;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * How many threads the next step should take, by how long the last ones took.
 *
 * <p>Now and then some steps in a row are taken with each number in turn, and the best takes the
 * following ones: at the beginning of an epoch, when steps have become slower or faster, and after
 * some seconds in any case. Fewer threads than there may be have to be clearly faster, since a few
 * steps are easily disturbed and a thread more seldom does harm; and they are soon tried again,
 * since nothing else would show that a core has become free.
 */
final class ThreadChoice {
  /** Steps with each number of threads in a trial. */
  private static final int TRIES = 5;

  /** Steps whose median is watched between two trials. */
  private static final int WATCHED = 10;

  /** So many times slower or faster than in the last trial is another machine. */
  private static final double CHANGED = 1.5;

  private static final double SECONDS_ON_ALL = 5;
  private static final double SECONDS_ON_FEWER = 0.25;

  /** So many times as fast as on all threads is clearly faster. */
  private static final double CLEARLY = 1.2;

  /** A trial takes a few steps: it must stay a small part of the training. */
  private static final int LEAST_STEPS = 100;

  private final int[] numbers;
  private final double[][] tried;
  private final double[] watched = new double[WATCHED];
  private boolean trying;
  private int steps;
  private double seconds;
  private int chosen;
  private double usual;

  /**
   * @param all the most threads that a step may take
   */
  ThreadChoice(int all) {
    numbers =
        IntStream.concat(
                IntStream.iterate(1, number -> number < all, number -> 2 * number),
                IntStream.of(all))
            .toArray();
    tried = new double[numbers.length][TRIES];
    chosen = all;
    tryAgain();
  }

  /** The number of threads for the next step. */
  int threads() {
    return trying ? numbers[steps % numbers.length] : chosen;
  }

  /** Begins a trial with the next step. */
  void tryAgain() {
    trying = numbers.length > 1;
    steps = 0;
  }

  /** Notes how long a step took with {@link #threads}. */
  void stepTook(double stepSeconds) {
    if (trying) {
      tried[steps % numbers.length][steps / numbers.length] = stepSeconds;
      steps++;
      if (steps == TRIES * numbers.length) {
        choose();
      }
      return;
    }
    watched[steps % WATCHED] = stepSeconds;
    steps++;
    seconds += stepSeconds;
    if (hasChanged() || isTimeAgain()) {
      tryAgain();
    }
  }

  private void choose() {
    double[] medians = Arrays.stream(tried).mapToDouble(ThreadChoice::median).toArray();
    int all = medians.length - 1;
    int best =
        IntStream.range(0, all)
            .filter(fewer -> CLEARLY * medians[fewer] < medians[all])
            .boxed()
            .min(Comparator.comparingDouble(fewer -> medians[fewer]))
            .orElse(all);
    chosen = numbers[best];
    usual = medians[best];
    trying = false;
    steps = 0;
    seconds = 0;
  }

  private boolean hasChanged() {
    if (steps < WATCHED || steps % WATCHED != 0) {
      return false;
    }
    double now = median(watched);
    return now > CHANGED * usual || now < usual / CHANGED;
  }

  private boolean isTimeAgain() {
    boolean onAll = chosen == numbers[numbers.length - 1];
    return steps >= LEAST_STEPS && seconds > (onAll ? SECONDS_ON_ALL : SECONDS_ON_FEWER);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
