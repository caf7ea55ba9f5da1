package digitlab.notebook;

import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/**
 * A table as it is shown: cut in the middle where it is long or wide, its cells written out.
 *
 * @param caption the table's name, with its full size if it was cut
 * @param columns the columns that are shown
 * @param rowsBefore rows before the cut, or all of them
 * @param rowsLeftOut rows that are not shown
 */
record TableCells(String caption, List<Head> columns, int rowsBefore, int rowsLeftOut) {
  private static final int MOST_ROWS = 40;
  private static final int MOST_COLUMNS = 30;
  private static final String ELLIPSIS = "…";

  /**
   * A column.
   *
   * @param number whether it stands to the right
   * @param cells the shown ones
   */
  record Head(String name, boolean number, List<String> cells) {}

  static TableCells of(Table table) {
    List<Integer> rows = outer(table.rowCount(), MOST_ROWS).boxed().toList();
    List<Head> columns =
        new ArrayList<>(
            outer(table.columnCount(), MOST_COLUMNS)
                .mapToObj(column -> head(table.column(column), rows))
                .toList());
    if (columns.size() < table.columnCount()) {
      columns.add(
          MOST_COLUMNS / 2, new Head(ELLIPSIS, false, rows.stream().map(r -> ELLIPSIS).toList()));
    }
    int leftOut = table.rowCount() - rows.size();
    return new TableCells(
        caption(table, leftOut > 0, columns.size() > MOST_COLUMNS),
        columns,
        leftOut > 0 ? MOST_ROWS / 2 : rows.size(),
        leftOut);
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

  private static String caption(Table table, boolean longer, boolean wider) {
    String rows = cut(longer, MOST_ROWS, table.rowCount(), "rows");
    String columns = cut(wider, MOST_COLUMNS, table.columnCount(), "columns");
    String between = longer && wider ? "; " : "";
    return longer || wider
        ? "%s (the first and last %s%s%s)".formatted(table.name(), rows, between, columns)
        : table.name();
  }

  private static String cut(boolean cut, int most, int all, String what) {
    return cut ? "%d of %s %s".formatted(most / 2, Numbers.count(all), what) : "";
  }

  private static Head head(Column<?> column, List<Integer> rows) {
    return new Head(
        column.name(),
        column instanceof NumberColumn,
        rows.stream().map(row -> cell(column, row)).toList());
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return column.getString(row); // nothing, unless the column has a word for it
    }
    if (column instanceof DoubleColumn || column instanceof FloatColumn) {
      return Numbers.named(column.name(), ((NumberColumn<?, ?>) column).getDouble(row));
    }
    return column instanceof NumberColumn<?, ?> whole
        ? Numbers.count((long) whole.getDouble(row))
        : column.getString(row);
  }
}
