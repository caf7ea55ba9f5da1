package digitlab.notebook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When a training may be shown again: not too often, and so seldom that showing takes a small share
 * of the training's time, however slow the machine.
 */
final class Pace {
  /** The kinds of showing, with what they take at most once they are warm, in nanoseconds. */
  enum Kind {
    LINE(5_000_000),
    CURVES(60_000_000),
    END(50_000_000);

    private final long guess;

    Kind(long guess) {
      this.guess = guess;
    }
  }

  private static final double MOST = 0.025;
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

  /** Whether it is time, and there is time, to show this; the end will have to be shown, too. */
  boolean allows(Kind kind) {
    long now = clock.getAsLong();
    long cost = expected(kind) + (kind == Kind.CURVES ? expected(Kind.END) : 0);
    return now - last >= SHORTEST && spent + cost <= MOST * (now - start);
  }

  /** Never more than the guess: the first time takes far longer than those that follow. */
  private long expected(Kind kind) {
    return Math.min(kind.guess, costs.getOrDefault(kind, kind.guess));
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
