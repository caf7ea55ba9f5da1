package digitlab.notebook;

import digitlab.text.Numbers;
import digitlab.train.BatchProgress;
import digitlab.train.Epoch;
import digitlab.train.History;
import java.util.Locale;

/** Where a training stands, in one line. */
final class ProgressLine {
  private ProgressLine() {}

  /** In an epoch, with the time that is left. */
  static String running(BatchProgress progress) {
    String left =
        Double.isNaN(progress.secondsLeft()) ? "" : " · " + clock(progress.secondsLeft()) + " left";
    return "epoch %d/%d · ".formatted(progress.epoch(), progress.epochs())
        + batch(progress)
        + measures(progress)
        + left;
  }

  /** Ended in an epoch that was not finished. */
  static String stopped(BatchProgress progress) {
    return (progress.diverged() ? "diverged" : "stopped")
        + " in epoch %d/%d · ".formatted(progress.epoch(), progress.epochs())
        + batch(progress)
        + measures(progress);
  }

  /** An epoch and its validation are done. */
  static String finished(History history, int epochs) {
    Epoch last = history.last();
    String caps = history.conditions().caps();
    return "epoch %d/%d done after %s · loss %s · accuracy %s · validation loss %s · validation accuracy %s%s"
        .formatted(
            last.number(),
            epochs,
            clock(seconds(history)),
            Numbers.measure(last.loss()),
            Numbers.measure(last.accuracy()),
            Numbers.measure(last.validationLoss()),
            Numbers.measure(last.validationAccuracy()),
            caps.isEmpty() ? "" : " · " + caps);
  }

  private static String batch(BatchProgress progress) {
    return progress.batches() == 0
        ? "batch " + Numbers.count(progress.batch())
        : "batch " + Numbers.count(progress.batch()) + "/" + Numbers.count(progress.batches());
  }

  private static String measures(BatchProgress progress) {
    return " · loss %s · accuracy %s · %s images/s"
        .formatted(
            Numbers.measure(progress.loss()),
            Numbers.measure(progress.accuracy()),
            Numbers.count(Math.round(progress.imagesPerSecond())));
  }

  private static double seconds(History history) {
    return history.epochs().stream().mapToDouble(e -> e.seconds() + e.validationSeconds()).sum();
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
