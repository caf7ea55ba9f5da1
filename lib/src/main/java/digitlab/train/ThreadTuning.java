package digitlab.train;

import digitlab.step.Step;
import java.util.Optional;

/**
 * Lets the number of threads follow the machine, where it leaves no trace in the numbers. Else it
 * stays as it is, and a training that is resumed with another one says so.
 */
final class ThreadTuning implements TrainingCallback {
  private final boolean prescribed;
  private TrainingLoop loop;
  private Optional<ThreadChoice> choice = Optional.empty();

  /**
   * @param prescribed whether somebody has set the number of threads: it is left alone
   */
  ThreadTuning(boolean prescribed) {
    this.prescribed = prescribed;
  }

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
    Step step = loop.step();
    if (!prescribed && step.isSameOnAnyThreads() && step.threads() > 1) {
      choice = Optional.of(new ThreadChoice(step.threads()));
    }
    loop.resumed().ifPresent(this::tellChange);
  }

  @Override
  public void onEpochBegin(int epoch) {
    choice.ifPresent(
        threads -> {
          threads.tryAgain();
          loop.step().useThreads(threads.threads());
        });
  }

  @Override
  public void onTrainBatchEnd(BatchProgress batch) {
    choice.ifPresent(
        threads -> {
          threads.stepTook(batch.stepSeconds());
          loop.step().useThreads(threads.threads());
        });
  }

  private void tellChange(History.Conditions before) {
    Step step = loop.step();
    boolean sameThreads = step.isSameOnAnyThreads() || before.threads() == step.threads();
    if (sameThreads && before.way().equals(step.way())) {
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
