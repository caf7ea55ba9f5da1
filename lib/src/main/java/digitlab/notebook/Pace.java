package digitlab.notebook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When a training may be shown again: not too often, and so seldom that showing takes a small share
 * of the training's time, however slow the machine.
 */
final class Pace {
  /** The kinds of showing, with a guess in nanoseconds until one has been measured. */
  enum Kind {
    LINE(5_000_000),
    CURVES(150_000_000),
    END(0);

    private final long guess;

    Kind(long guess) {
      this.guess = guess;
    }
  }

  private static final double MOST = 0.02;
  private static final long SHORTEST = 300_000_000;

  private final LongSupplier clock;
  private final Map<Kind, Long> costs;
  private long start;
  private long last;
  private long spent;

  /**
   * A pace that starts from what things cost before.
   *
   * @param clock nanoseconds
   * @param costs what each kind of showing took the last time, in nanoseconds; kept up to date
   */
  Pace(LongSupplier clock, Map<Kind, Long> costs) {
    this.clock = clock;
    this.costs = costs;
  }

  static Map<Kind, Long> unknownCosts() {
    return new ConcurrentHashMap<>();
  }

  /** The training began some seconds ago. */
  void begin(double secondsAgo) {
    start = clock.getAsLong() - (long) (secondsAgo * 1e9);
    last = start;
    spent = 0;
  }

  /** Whether it is time, and there is time, to show this. */
  boolean allows(Kind kind) {
    long now = clock.getAsLong();
    long cost = costs.getOrDefault(kind, kind.guess);
    return now - last >= SHORTEST && spent + cost <= MOST * (now - start);
  }

  /** Shows something, and measures it. */
  void measure(Kind kind, Runnable showing) {
    long before = clock.getAsLong();
    showing.run();
    last = clock.getAsLong();
    costs.put(kind, last - before);
    spent += last - before;
  }

  /** The share of the time since the beginning that went into showing. */
  double share() {
    long whole = clock.getAsLong() - start;
    return whole == 0 ? 0 : (double) spent / whole;
  }
}
