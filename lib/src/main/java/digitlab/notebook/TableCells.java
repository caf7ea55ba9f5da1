package digitlab.notebook;

import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table as it is shown: cut in the middle where it is long or wide, its cells written out. A
 * column with a format of its own has its cells written by that, one of decimal numbers without by
 * {@link Numbers}.
 *
 * @param caption the table's name, with its full size if it was cut
 * @param note a sentence about it; empty if there is nothing to say
 * @param columns the columns that are shown
 * @param rowsBefore rows before the cut, or all of them
 * @param rowsLeftOut rows that are not shown
 */
record TableCells(
    String caption, String note, List<Head> columns, int rowsBefore, int rowsLeftOut) {
  private static final int MOST_ROWS = 40;
  private static final int MOST_COLUMNS = 30;
  private static final String ELLIPSIS = "…";

  /** Small and with many digits. */
  private static final double PROBE = -1.2345678e-5;

  /**
   * A column.
   *
   * @param number whether it stands to the right
   * @param cells the shown ones
   */
  record Head(String name, boolean number, List<String> cells) {}

  static TableCells of(Table table) {
    int rowCount = longest(table);
    List<Integer> rows = outer(rowCount, MOST_ROWS).boxed().toList();
    List<Head> columns =
        new ArrayList<>(
            outer(table.columnCount(), MOST_COLUMNS)
                .mapToObj(column -> head(table.column(column), rows))
                .toList());
    if (columns.size() < table.columnCount()) {
      columns.add(
          MOST_COLUMNS / 2, new Head(ELLIPSIS, false, rows.stream().map(r -> ELLIPSIS).toList()));
    }
    int leftOut = rowCount - rows.size();
    return new TableCells(
        caption(table, rowCount),
        lengths(table),
        columns,
        leftOut > 0 ? MOST_ROWS / 2 : rows.size(),
        leftOut);
  }

  /** Tablesaw itself takes the first column's length for that of all. */
  private static int longest(Table table) {
    return table.columns().stream().mapToInt(Column::size).max().orElse(0);
  }

  int rows() {
    return columns.isEmpty() ? 0 : columns.get(0).cells().size();
  }

  /** The numbers from 0 to {@code count - 1}; of too many the first and the last. */
  private static IntStream outer(int count, int most) {
    return count <= most
        ? IntStream.range(0, count)
        : IntStream.concat(IntStream.range(0, most / 2), IntStream.range(count - most / 2, count));
  }

  private static String caption(Table table, int rowCount) {
    boolean longer = rowCount > MOST_ROWS;
    boolean wider = table.columnCount() > MOST_COLUMNS;
    String rows = cut(longer, MOST_ROWS, rowCount, "rows");
    String columns = cut(wider, MOST_COLUMNS, table.columnCount(), "columns");
    String between = longer && wider ? "; " : "";
    return longer || wider
        ? "%s (the first and last %s%s%s)".formatted(table.name(), rows, between, columns)
        : table.name();
  }

  /** A column that was appended to alone: its values must not pass for those of a row. */
  private static String lengths(Table table) {
    Comparator<Column<?>> bySize = Comparator.comparingInt(Column::size);
    Column<?> shortest = table.columns().stream().min(bySize).orElse(null);
    Column<?> longest = table.columns().stream().max(bySize).orElse(null);
    return shortest == null || shortest.size() == longest.size()
        ? ""
        : "The columns are of unequal length: %s has %s, %s has %s."
            .formatted(
                shortest.name(),
                Numbers.count(shortest.size(), "row"),
                longest.name(),
                Numbers.count(longest.size(), "row"));
  }

  private static String cut(boolean cut, int most, int all, String what) {
    return cut ? "%d of %s %s".formatted(most / 2, Numbers.count(all), what) : "";
  }

  private static Head head(Column<?> column, List<Integer> rows) {
    boolean asMeasures = hasDecimals(column) && isUnformatted(column);
    return new Head(
        column.name(),
        column instanceof NumberColumn,
        rows.stream().map(row -> cell(column, row, asMeasures)).toList());
  }

  private static boolean hasDecimals(Column<?> column) {
    return column instanceof DoubleColumn || column instanceof FloatColumn;
  }

  /**
   * Whether nobody has set how numbers are written. Tablesaw does not tell a column's format, but
   * an empty copy has it.
   */
  private static boolean isUnformatted(Column<?> column) {
    return written(column.emptyCopy()).equals(written(column.type().create("")));
  }

  /** A number that formats write differently. */
  private static String written(Column<?> empty) {
    return empty.appendObj(number(empty)).getString(0);
  }

  private static Object number(Column<?> column) {
    return column instanceof FloatColumn ? (Object) (float) PROBE : (Object) PROBE;
  }

  private static String cell(Column<?> column, int row, boolean asMeasure) {
    if (row >= column.size()) {
      return "";
    }
    return asMeasure && !column.isMissing(row)
        ? Numbers.named(column.name(), ((NumberColumn<?, ?>) column).getDouble(row))
        : column.getString(row);
  }
}
