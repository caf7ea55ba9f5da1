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

  private static String batch(BatchProgress moment) {
    return moment.batches() == 0
        ? "batch " + Numbers.count(moment.batch())
        : "batch " + Numbers.count(moment.batch()) + "/" + Numbers.count(moment.batches());
  }

  private static String measures(BatchProgress moment) {
    return " · loss %s · accuracy %s · %s images/s"
        .formatted(
            Numbers.measure(moment.loss()),
            Numbers.measure(moment.accuracy()),
            Numbers.count(Math.round(moment.imagesPerSecond())));
  }

  private static double seconds(History history) {
    return history.epochs().stream().mapToDouble(e -> e.seconds() + e.validationSeconds()).sum();
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }
}
