package digitlab.train;

import java.util.Arrays;

/** Tells when steps have become far slower than they were, and not only some of them. */
final class SlowStepWatch {
  /** Steps whose median is watched. */
  private static final int WINDOW = 40;

  /** So many times slower than at the start is not noise any more. */
  private static final double TOO_SLOW = 3;

  private final double usualSeconds;
  private final double[] recent = new double[WINDOW];
  private int seen;

  /** Watches steps that take so long while the machine is free. */
  SlowStepWatch(double usualSeconds) {
    this.usualSeconds = usualSeconds;
  }

  /** A watch that never says anything. */
  static SlowStepWatch off() {
    return new SlowStepWatch(Double.POSITIVE_INFINITY);
  }

  /** Notes how long a step took; true if the median of the last steps is far above the usual. */
  boolean hasBecomeSlow(double seconds) {
    recent[seen++ % WINDOW] = seconds;
    return seen % WINDOW == 0 && median(recent) >= TOO_SLOW * usualSeconds;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
