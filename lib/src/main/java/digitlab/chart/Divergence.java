package digitlab.chart;

import java.util.OptionalInt;
import java.util.stream.IntStream;
import tech.tablesaw.api.NumericColumn;
import tech.tablesaw.api.Table;

/** Where the loss in a training's history is no finite number any more. */
final class Divergence {
  private Divergence() {}

  /**
   * The epoch in which a training diverged.
   *
   * @param history with the columns {@code epoch} and Keras' names; a column may not be there
   */
  static OptionalInt epoch(Table history) {
    NumericColumn<?> epochs = history.numberColumn("epoch");
    return IntStream.range(0, history.rowCount())
        .filter(
            row ->
                !isFinite(history, "loss", row)
                    || !isFinite(history, "val_loss", row)
                        && isFinite(history, "val_accuracy", row)) // else there was no validation
        .map(row -> (int) epochs.getDouble(row))
        .findFirst();
  }

  private static boolean isFinite(Table history, String column, int row) {
    return !history.containsColumn(column)
        || Double.isFinite(history.numberColumn(column).getDouble(row));
  }
}
