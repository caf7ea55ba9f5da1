package digitlab.train;

import digitlab.backend.NativeLibrary;
import digitlab.settings.Settings;
import digitlab.text.MeasureColumn;
import digitlab.text.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * A training, epoch by epoch.
 *
 * @param epochs in order, numbered from 1
 * @param conditions how the training was done
 */
public record History(List<Epoch> epochs, Conditions conditions) {
  public History {
    epochs = List.copyOf(epochs);
  }

  /**
   * How a training was done.
   *
   * @param way {@code stock}, {@code helpers} or {@code compiled}
   * @param threads that steps may take; on a busy machine a compiled step may take fewer, which
   *     leaves no trace in the numbers
   * @param batchSize examples in a full batch
   * @param caps the caps in force in words, empty without any
   * @param remark what changed on the way, such as the way; empty if nothing did
   * @param loss the name of the loss, such as {@code cross-entropy}; empty if nobody knows
   * @param complete whether a new network was trained through all epochs that were asked for, and
   *     has the weights of the last one
   */
  public record Conditions(
      String way,
      int threads,
      int batchSize,
      String caps,
      String remark,
      String loss,
      boolean complete) {
    /** The conditions of a complete training with a loss that nobody has named. */
    public Conditions(String way, int threads, int batchSize, String caps, String remark) {
      this(way, threads, batchSize, caps, remark, "", true);
    }

    /** The same with another way. */
    Conditions withWay(String newWay) {
      return new Conditions(newWay, threads, batchSize, caps, remark, loss, complete);
    }

    /** The same with a sentence more. */
    Conditions withRemark(String sentence) {
      return new Conditions(
          way, threads, batchSize, caps, (remark + " " + sentence).strip(), loss, complete);
    }

    /** The same of a training that is not complete. */
    Conditions incomplete() {
      return new Conditions(way, threads, batchSize, caps, remark, loss, false);
    }

    @Override
    public String toString() {
      String how =
          "%s, %s, batches of %d.".formatted(way, Numbers.count(threads, "thread"), batchSize);
      return Stream.of(how, caps, remark)
          .filter(words -> !words.isEmpty())
          .collect(Collectors.joining(" "));
    }
  }

  /**
   * The history of a training whose steps were taken by Deeplearning4j's own {@code fit}, noted by
   * hand under the caps in force.
   */
  public static History byHand(List<Epoch> epochs, int batchSize) {
    String way = NativeLibrary.helpersOn() ? "helpers" : "stock";
    String caps = Settings.current().capsInWords();
    return new History(epochs, new Conditions(way, NativeLibrary.threads(), batchSize, caps, ""));
  }

  /** The last epoch. */
  public Epoch last() {
    if (epochs.isEmpty()) {
      throw new IllegalStateException("The history is empty: no epoch has been finished yet.");
    }
    return epochs.get(epochs.size() - 1);
  }

  /** The epoch with the lowest validation loss; of several, the first. */
  public Epoch best() {
    return epochs.stream()
        .min(Comparator.comparingDouble(Epoch::validationLoss))
        .orElseThrow(
            () ->
                new IllegalStateException("The history is empty: no epoch has been finished yet."));
  }

  /** Whether the loss left the finite numbers, and the training was ended for that. */
  public boolean diverged() {
    return !epochs.isEmpty() && last().diverged();
  }

  /** Mean training time of an epoch in seconds. */
  public double secondsPerEpoch() {
    return epochs.stream().mapToDouble(Epoch::seconds).average().orElse(Double.NaN);
  }

  /**
   * The history as a table with Keras' column names: epoch, loss, accuracy, val_loss, val_accuracy,
   * seconds, val_seconds. Its name says which loss that is, if that is known.
   */
  public Table table() {
    String loss = conditions.loss();
    IntColumn number = IntColumn.create("epoch");
    epochs.forEach(epoch -> number.append(epoch.number()));
    return Table.create(
        "Training history" + (loss.isEmpty() ? "" : " (loss: %s)".formatted(loss)),
        number,
        column("loss", Epoch::loss),
        column("accuracy", Epoch::accuracy),
        column("val_loss", Epoch::validationLoss),
        column("val_accuracy", Epoch::validationAccuracy),
        column("seconds", Epoch::seconds),
        column("val_seconds", Epoch::validationSeconds));
  }

  @Override
  public String toString() {
    if (epochs.isEmpty()) {
      return "no epoch yet";
    }
    String number =
        Numbers.count(epochs.size(), "epoch") + (epochs.size() == 1 ? ": " : ", the last: ");
    return number + last().measures();
  }

  private DoubleColumn column(String name, ToDoubleFunction<Epoch> value) {
    DoubleColumn column = diverged() ? MeasureColumn.create(name) : DoubleColumn.create(name);
    epochs.forEach(epoch -> column.append(value.applyAsDouble(epoch)));
    return column;
  }
}
