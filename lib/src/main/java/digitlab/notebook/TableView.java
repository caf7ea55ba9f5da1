package digitlab.notebook;

import static j2html.TagCreator.caption;
import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.table;
import static j2html.TagCreator.tbody;
import static j2html.TagCreator.td;
import static j2html.TagCreator.th;
import static j2html.TagCreator.thead;
import static j2html.TagCreator.tr;

import digitlab.text.Numbers;
import j2html.tags.DomContent;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tech.tablesaw.api.Table;

/**
 * A Tablesaw table as an HTML table with a caption, header cells and numbers to the right. The
 * first column names the rows.
 */
final class TableView {
  private static final String RIGHT = "text-align: right";
  private static final String LEFT = "text-align: left";

  private TableView() {}

  static View of(Table table) {
    TableCells grid = TableCells.of(table);
    return new View(html(grid), text(grid)).below(grid.note());
  }

  private static String html(TableCells grid) {
    Stream<DomContent> rows = IntStream.range(0, grid.rows()).mapToObj(row -> row(grid, row));
    List<DomContent> body = rows.collect(Collectors.toList());
    if (grid.rowsLeftOut() > 0) {
      body.add(
          grid.rowsBefore(),
          tr(
              td(leftOut(grid))
                  .attr("colspan", grid.columns().size())
                  .withStyle("text-align: center")));
    }
    // A wide table scrolls inside itself.
    return div(table(
            caption(grid.caption()).withStyle(LEFT),
            thead(
                tr(
                    each(
                        grid.columns(),
                        c -> th(c.name()).attr("scope", "col").withStyle(side(c))))),
            tbody(each(body, row -> row))))
        .withStyle("overflow-x: auto")
        .render();
  }

  private static DomContent row(TableCells grid, int row) {
    return tr(
        each(
            IntStream.range(0, grid.columns().size())
                .mapToObj(column -> cell(grid, row, column))
                .toList(),
            cell -> cell));
  }

  private static DomContent cell(TableCells grid, int row, int column) {
    TableCells.Head head = grid.columns().get(column);
    String text = head.cells().get(row);
    return column == 0 && grid.columns().size() > 1
        ? th(text).attr("scope", "row").withStyle(side(head) + "; font-weight: normal")
        : td(text).withStyle(side(head));
  }

  private static String side(TableCells.Head column) {
    return column.number() ? RIGHT : LEFT;
  }

  private static String leftOut(TableCells grid) {
    return "… %s rows …".formatted(Numbers.count(grid.rowsLeftOut()));
  }

  /** The same in columns of even width. */
  private static String text(TableCells grid) {
    List<Integer> widths = grid.columns().stream().map(TableView::width).toList();
    Stream<String> rows =
        IntStream.range(0, grid.rows())
            .boxed()
            .flatMap(
                row -> {
                  String line = line(grid, widths, column -> column.cells().get(row));
                  boolean cut = grid.rowsLeftOut() > 0 && row == grid.rowsBefore();
                  return cut ? Stream.of(leftOut(grid), line) : Stream.of(line);
                });
    return Stream.concat(Stream.of(grid.caption(), line(grid, widths, TableCells.Head::name)), rows)
        .collect(Collectors.joining("\n"));
  }

  private static int width(TableCells.Head column) {
    return Stream.concat(Stream.of(column.name()), column.cells().stream())
        .mapToInt(String::length)
        .max()
        .orElse(0);
  }

  private static String line(
      TableCells grid, List<Integer> widths, Function<TableCells.Head, String> cell) {
    return IntStream.range(0, widths.size())
        .mapToObj(
            i ->
                padded(
                    cell.apply(grid.columns().get(i)),
                    widths.get(i),
                    grid.columns().get(i).number()))
        .collect(Collectors.joining("  "))
        .stripTrailing();
  }

  private static String padded(String text, int width, boolean right) {
    String space = " ".repeat(width - text.length());
    return right ? space + text : text + space;
  }
}
