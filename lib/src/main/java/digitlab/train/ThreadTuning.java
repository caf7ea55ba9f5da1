package digitlab.train;

import digitlab.step.Step;
import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How many threads take the steps of a training: what is fastest here and now, and one if the
 * machine becomes busy. A training that is resumed keeps the number that it was begun with.
 *
 * <p>The threads of a step wait for one another by spinning. When another program takes a core
 * away, two of them can be ten times slower than one.
 */
final class ThreadTuning implements TrainingCallback {
  private static final int WARM_UP = 3;
  private static final int TRIALS = 7;

  private final SampleBatch sample;
  private final boolean prescribed;
  private TrainingLoop loop;
  private SlowStepWatch watch = SlowStepWatch.off();

  /**
   * @param sample a batch to try
   * @param prescribed whether somebody has set the number of threads: it is left alone
   */
  ThreadTuning(SampleBatch sample, boolean prescribed) {
    this.sample = sample;
    this.prescribed = prescribed;
  }

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
    Optional<History.Conditions> before = loop.resumed();
    if (!prescribed) {
      before.ifPresentOrElse(this::asBefore, this::chooseFastest);
    }
    before.ifPresent(this::tellChange);
  }

  @Override
  public void onTrainBatchEnd(BatchProgress batch) {
    if (watch.hasBecomeSlow(batch.stepSeconds())) {
      loop.step().useThreads(1);
      watch = SlowStepWatch.off();
      String sentence =
          "With one thread from batch %,d of epoch %d on: the machine had become busy."
              .formatted(batch.batch() + 1, batch.epoch());
      loop.remark(sentence);
      loop.note(sentence);
    }
  }

  /** The number that a training was begun with makes its last digits. */
  private void asBefore(History.Conditions before) {
    Step step = loop.step();
    step.useThreads(before.threads());
    if (before.threads() > 1) {
      watch =
          trial(before.threads())
              .map(seconds -> new SlowStepWatch(seconds[0]))
              .orElseGet(SlowStepWatch::off);
    }
  }

  private void chooseFastest() {
    Step step = loop.step();
    int all = step.threads();
    if (all > 1) {
      trial(1, all)
          .ifPresent(
              seconds -> {
                boolean one = seconds[0] < seconds[1];
                step.useThreads(one ? 1 : all);
                watch = one ? SlowStepWatch.off() : new SlowStepWatch(seconds[1]);
              });
    }
  }

  /**
   * The median seconds of a step with each number of threads, tried on a copy of the network;
   * nothing where steps leave no choice.
   */
  private Optional<double[]> trial(int... threads) {
    long root = Nd4j.getRandom().rootState();
    long node = Nd4j.getRandom().nodeState();
    Optional<Step> copy = loop.step().forCopy();
    try {
      return copy.map(step -> time(step, threads));
    } finally {
      copy.ifPresent(Step::close);
      // A network that is made takes random numbers; the training must not notice.
      Nd4j.getRandom().setStates(root, node);
    }
  }

  private double[] time(Step step, int... threads) {
    double[][] seconds = new double[threads.length][TRIALS];
    for (int round = -WARM_UP; round < TRIALS; round++) {
      for (int i = 0; i < threads.length; i++) {
        step.useThreads(threads[i]);
        long start = System.nanoTime();
        sample.step().accept(step);
        if (round >= 0) {
          seconds[i][round] = (System.nanoTime() - start) / 1e9;
        }
      }
    }
    return Arrays.stream(seconds).mapToDouble(SlowStepWatch::median).toArray();
  }

  private void tellChange(History.Conditions before) {
    Step step = loop.step();
    if (before.threads() == step.threads() && before.way().equals(step.way())) {
      return;
    }
    String change =
        "From epoch %d on: %s, %d threads; before: %s, %d threads."
            .formatted(
                loop.history().epochs().size() + 1,
                step.way(),
                step.threads(),
                before.way(),
                before.threads());
    loop.remark(change);
    loop.note(change + " The last digits may differ from those of a run in one go.");
  }
}
