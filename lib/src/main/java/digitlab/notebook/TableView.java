package digitlab.notebook;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import j2html.tags.DomContent;
import java.util.Locale;
import java.util.stream.IntStream;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A Tablesaw table as an HTML table with a caption, header cells and numbers to the right. */
final class TableView {
  /** A longer table is cut in the middle. */
  private static final int MOST_ROWS = 40;

  private static final String RIGHT = "text-align: right";
  private static final String LEFT = "text-align: left";

  private TableView() {}

  static View of(Table table) {
    return new View(html(table), table.print(MOST_ROWS));
  }

  private static String html(Table table) {
    int rows = table.rowCount();
    String title =
        rows <= MOST_ROWS
            ? table.name()
            : String.format(
                Locale.ROOT,
                "%s (the first and last %d of %,d rows)",
                table.name(),
                MOST_ROWS / 2,
                rows);
    IntStream shown =
        rows <= MOST_ROWS
            ? IntStream.range(0, rows)
            : IntStream.concat(
                IntStream.range(0, MOST_ROWS / 2), IntStream.range(rows - MOST_ROWS / 2, rows));
    return table(
            caption(title),
            thead(
                tr(
                    each(
                        table.columns(),
                        c -> th(c.name()).attr("scope", "col").withStyle(side(c))))),
            tbody(each(shown.boxed().toList(), row -> row(table, row))))
        .render();
  }

  private static DomContent row(Table table, int row) {
    return tr(each(table.columns(), column -> td(cell(column, row)).withStyle(side(column))));
  }

  private static String side(Column<?> column) {
    return column instanceof NumberColumn ? RIGHT : LEFT;
  }

  private static String cell(Column<?> column, int row) {
    if (column.isMissing(row)) {
      return "";
    }
    if (column instanceof NumberColumn<?, ?> numbers) {
      return number(numbers.getDouble(row), column.type());
    }
    return column.getString(row);
  }

  /** Whole numbers with separators, others with four significant places or so. */
  private static String number(double value, ColumnType type) {
    if (Double.isInfinite(value)) {
      return Double.toString(value);
    }
    boolean whole = type != ColumnType.DOUBLE && type != ColumnType.FLOAT;
    if (whole || value == Math.rint(value) && Math.abs(value) >= 1000) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.1f", value);
    }
    return size != 0 && size < 1e-3
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
