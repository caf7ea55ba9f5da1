package digitlab.notebook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When a training may be shown again: not too often, and so seldom that showing takes a small share
 * of the training's time, however slow the machine.
 */
final class RenderThrottle {
  /** The kinds of showing, with what they take on a usual machine, in nanoseconds. */
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

  /** The share of lines alone: they come often, and something must be left for curves. */
  private static final double MOST_FOR_LINES = 0.01;

  private static final long SHORTEST = 300_000_000;

  private final LongSupplier clock;
  private final Map<Kind, Long> costs;
  private long start;
  private long last;
  private long spent;
  private long spentOnLines;

  /**
   * A throttle that starts from what things cost before.
   *
   * @param clock nanoseconds
   * @param costs what each kind of showing has taken lately, in nanoseconds; kept up to date
   */
  RenderThrottle(LongSupplier clock, Map<Kind, Long> costs) {
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
    spentOnLines = 0;
  }

  /** Whether it is time, and there is time, to show this; the end will have to be shown, too. */
  boolean allows(Kind kind) {
    long now = clock.getAsLong();
    boolean inTime =
        kind == Kind.LINE
            ? spentOnLines + expected(kind) <= MOST_FOR_LINES * (now - start)
            : spent + expected(kind) + expected(Kind.END) <= MOST * (now - start);
    return inTime && now - last >= SHORTEST;
  }

  private long expected(Kind kind) {
    return costs.getOrDefault(kind, kind.guess);
  }

  /** Shows something, and measures it. */
  void measure(Kind kind, Runnable showing) {
    long before = clock.getAsLong();
    showing.run();
    last = clock.getAsLong();
    long cost = last - before;
    // The first time takes far longer than those that follow, so no single time is believed.
    costs.put(kind, (expected(kind) + cost) / 2);
    spent += cost;
    spentOnLines += kind == Kind.LINE ? cost : 0;
  }

  /** The share of the time since the beginning that went into showing. */
  double share() {
    long whole = clock.getAsLong() - start;
    return whole == 0 ? 0 : (double) spent / whole;
  }
}
