package digitlab.text;

import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * A column of a table that measures something, such as the loss of a training: what is no number
 * stands there as {@code NaN}, while Tablesaw by itself takes it for a missing value and writes
 * nothing.
 */
public final class MeasureColumn {
  private MeasureColumn() {}

  /** A new column without values. */
  public static DoubleColumn create(String name) {
    DoubleColumn column = DoubleColumn.create(name);
    column.setPrintFormatter(
        new NumberColumnFormatter() {
          @Override
          public String format(double value) {
            return Double.isNaN(value) ? "NaN" : Numbers.named(name, value);
          }
        });
    return column;
  }
}
