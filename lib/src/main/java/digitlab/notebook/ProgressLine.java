package digitlab.notebook;

import digitlab.train.BatchProgress;
import digitlab.train.Epoch;
import digitlab.train.History;
import java.util.Locale;

/** Where a training stands, in one line. */
final class ProgressLine {
  private ProgressLine() {}

  /** In an epoch, with the time that is left. */
  static String running(BatchProgress moment) {
    String left =
        Double.isNaN(moment.secondsLeft()) ? "" : " · " + clock(moment.secondsLeft()) + " left";
    return "epoch %d/%d · ".formatted(moment.epoch(), moment.epochs())
        + batch(moment)
        + measures(moment)
        + left;
  }

  /** Ended in an epoch that was not finished. */
  static String stopped(BatchProgress moment) {
    return "stopped in epoch %d/%d · ".formatted(moment.epoch(), moment.epochs())
        + batch(moment)
        + measures(moment);
  }

  /** An epoch and its validation are done. */
  static String finished(History history, int epochs) {
    Epoch last = history.last();
    String caps = history.conditions().caps();
    return String.format(
        Locale.ROOT,
        "epoch %d/%d done after %s · loss %.4f · accuracy %.4f · validation loss %.4f · validation accuracy %.4f%s",
        last.number(),
        epochs,
        clock(seconds(history)),
        last.loss(),
        last.accuracy(),
        last.validationLoss(),
        last.validationAccuracy(),
        caps.isEmpty() ? "" : " · " + caps);
  }

  private static String batch(BatchProgress moment) {
    return moment.batches() == 0
        ? String.format(Locale.ROOT, "batch %,d", moment.batch())
        : String.format(Locale.ROOT, "batch %,d/%,d", moment.batch(), moment.batches());
  }

  private static String measures(BatchProgress moment) {
    return String.format(
        Locale.ROOT,
        " · loss %.4f · accuracy %.4f · %,.0f images/s",
        moment.loss(),
        moment.accuracy(),
        moment.imagesPerSecond());
  }

  private static double seconds(History history) {
    return history.epochs().stream().mapToDouble(e -> e.seconds() + e.validationSeconds()).sum();
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
