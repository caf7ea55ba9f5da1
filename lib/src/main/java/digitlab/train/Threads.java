package digitlab.train;

import digitlab.backend.NativeLibrary;
import digitlab.compiled.Compilation;
import digitlab.compiled.CompiledStep;
import digitlab.step.Step;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * How many threads take the steps of a training: what is fastest here and now, and fewer if the
 * machine becomes busy.
 *
 * <p>The threads of a step wait for one another by spinning. When another program takes a core
 * away, two of them can be ten times slower than one.
 */
final class Threads {
  private static final int WARM_UP = 3;
  private static final int TRIALS = 7;

  /** Steps whose median is watched. */
  private static final int WINDOW = 40;

  /** So many times slower than at the start is not noise any more. */
  private static final double TOO_SLOW = 3;

  private final IntConsumer setThreads;
  private final double[] recent = new double[WINDOW];
  private double usualSeconds;
  private int seen;

  /**
   * Watches steps on several threads.
   *
   * @param setThreads sets the number of threads of the following steps
   * @param usualSeconds what a step takes while the machine is free
   */
  Threads(IntConsumer setThreads, double usualSeconds) {
    this.setThreads = setThreads;
    this.usualSeconds = usualSeconds;
  }

  /** Leaves the number of threads alone. */
  static Threads asTheyAre() {
    return new Threads(threads -> {}, Double.POSITIVE_INFINITY);
  }

  /**
   * Sets the number of threads of a compiled step to the faster of one and all, tried on a copy of
   * the network.
   */
  static Threads choose(MultiLayerNetwork network, Step step, SampleBatch sample) {
    int all = NativeLibrary.threads();
    if (!(step instanceof CompiledStep compiled) || all == 1) {
      return asTheyAre();
    }
    double[] seconds = trySteps(network, sample, 1, all);
    if (seconds[0] < seconds[1]) {
      compiled.threads(1);
      return asTheyAre();
    }
    return new Threads(compiled::threads, seconds[1]);
  }

  /** The threads of an earlier part of the same training. */
  static Threads like(
      History.Conditions before, MultiLayerNetwork network, Step step, SampleBatch sample) {
    if (!(step instanceof CompiledStep compiled)) {
      NativeLibrary.useThreads(before.threads());
      return asTheyAre();
    }
    compiled.threads(before.threads());
    if (before.threads() == 1) {
      return asTheyAre();
    }
    return new Threads(compiled::threads, trySteps(network, sample, before.threads())[0]);
  }

  /** The median seconds of a step with each number of threads. */
  private static double[] trySteps(MultiLayerNetwork network, SampleBatch sample, int... threads) {
    MultiLayerNetwork copy = network.clone();
    copy.setListeners();
    var compilation = Compilation.compile(copy, sample.input(), sample.size());
    try (CompiledStep trial = ((Compilation.Compiled) compilation).step()) {
      double[][] seconds = new double[threads.length][TRIALS];
      for (int round = -WARM_UP; round < TRIALS; round++) {
        for (int i = 0; i < threads.length; i++) {
          trial.threads(threads[i]);
          long start = System.nanoTime();
          trial.take(sample.batch());
          if (round >= 0) {
            seconds[i][round] = (System.nanoTime() - start) / 1e9;
          }
        }
      }
      return Arrays.stream(seconds).mapToDouble(Threads::median).toArray();
    }
  }

  /**
   * Notes how long a step took and goes on with one thread if steps have become far slower than
   * they were.
   *
   * @return whether it has just done so
   */
  boolean reduceIfSlower(double seconds) {
    recent[seen++ % WINDOW] = seconds;
    if (seen % WINDOW != 0 || median(recent) < TOO_SLOW * usualSeconds) {
      return false;
    }
    setThreads.accept(1);
    usualSeconds = Double.POSITIVE_INFINITY;
    return true;
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
