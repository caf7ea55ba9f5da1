package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class TableViewTest {
  @Test
  void tableHasACaptionAndHeaderCells() {
    String html =
        html(
            Table.create(
                "Digits", StringColumn.create("name", "a"), IntColumn.create("n", new int[] {7})));

    assertThat(html)
        .isEqualTo(
            "<div style=\"overflow-x: auto\"><table><caption style=\"text-align: left\">Digits</caption><thead><tr>"
                + "<th scope=\"col\" style=\"text-align: left\">name</th>"
                + "<th scope=\"col\" style=\"text-align: right\">n</th></tr></thead>"
                + "<tbody><tr><th scope=\"row\" style=\"text-align: left; font-weight: normal\">a</th>"
                + "<td style=\"text-align: right\">7</td></tr></tbody></table></div>");
  }

  @Test
  void cellsNamesAndCaptionAreEscaped() {
    String html =
        html(
            Table.create(
                "<script>caption</script>",
                StringColumn.create("<script>name</script>", "<script>cell</script>")));

    assertThat(html).doesNotContain("<script>").contains("&lt;script&gt;cell&lt;/script&gt;");
  }

  @Test
  void numbersHaveFourDecimalsFewerWhereTheyAreLarge() {
    String html =
        html(
            Table.create(
                "n",
                DoubleColumn.create(
                    "x", new double[] {0.123456, 0, 12.5, 1234.56, 61706, 0.00001234, -2.5e-7})));

    assertThat(html)
        .contains(">0.1235<", ">0.0000<", ">12.50<", ">1,234.6<", ">61,706<")
        .contains(">1.2e-05<", ">-2.5e-07<");
  }

  @Test
  void columnOfSecondsHasNoMoreDigitsThanPeopleWrite() {
    String html =
        html(
            Table.create(
                "n",
                DoubleColumn.create("seconds per epoch", new double[] {12.4069}),
                DoubleColumn.create("val_seconds", new double[] {0.3591}),
                DoubleColumn.create("val_loss", new double[] {0.3591})));

    assertThat(html).contains(">12.4<", ">0.36<", ">0.3591<");
  }

  @Test
  void numberThatIsNoneIsEmptyAndInfinityIsNot() {
    String html =
        html(
            Table.create(
                "n",
                DoubleColumn.create("x", new double[] {Double.NaN, Double.POSITIVE_INFINITY})));

    assertThat(html)
        .contains("<td style=\"text-align: right\"></td>")
        .contains("Infinity")
        .doesNotContain("9,223,372");
  }

  @Test
  void otherColumnsAreText() {
    assertThat(html(Table.create("n", BooleanColumn.create("right", true, false))))
        .contains("<td style=\"text-align: left\">true</td>");
  }

  @Test
  void missingTextIsAnEmptyCell() {
    StringColumn column = StringColumn.create("a");
    column.appendMissing();

    assertThat(html(Table.create("n", column))).contains("<td style=\"text-align: left\"></td>");
  }

  @Test
  void longTableIsCutInTheMiddleAndSaysSo() {
    View view = TableView.of(numbers(1_000));

    assertThat(view.html())
        .contains(
            "<caption style=\"text-align: left\">Numbers (the first and last 20 of 1,000 rows)</caption>")
        .contains(">19<", ">980<", ">999<")
        .doesNotContain(">20<", ">979<");
    assertThat(view.html().split("<tr>")).hasSize(1 + 1 + 40 + 1);
    assertThat(view.html())
        .contains(
            "<td style=\"text-align: right\">19</td></tr><tr><td colspan=\"1\""
                + " style=\"text-align: center\">… 960 rows …</td></tr><tr>");
    assertThat(view.text().lines())
        .hasSize(2 + 40 + 1)
        .startsWith("Numbers (the first and last 20 of 1,000 rows)", "  n", "  0")
        .containsSequence(" 19", "… 960 rows …", "980");
  }

  @Test
  void wideTableIsCutInTheMiddleAndSaysSo() {
    Table pixels = Table.create("Pixels");
    for (int i = 0; i < 784; i++) {
      pixels.addColumns(IntColumn.create("p" + i, new int[] {i}));
    }
    View view = TableView.of(pixels);

    assertThat(view.html())
        .contains(
            "<caption style=\"text-align: left\">Pixels (the first and last 15 of 784 columns)</caption>")
        .contains(">p14</th><th scope=\"col\" style=\"text-align: left\">…</th>")
        .contains(">p769</th>", ">783<")
        .doesNotContain(">p15<", ">p768<");
  }

  @Test
  void longAndWideTableNamesBothSizes() {
    Table wide = numbers(41);
    for (int i = 0; i < 30; i++) {
      wide.addColumns(IntColumn.create("p" + i, new int[41]));
    }

    assertThat(html(wide))
        .contains("(the first and last 20 of 41 rows; 15 of 31 columns)")
        .contains("colspan=\"31\"");
  }

  @Test
  void firstColumnNamesTheRowsUnlessItIsTheOnlyOne() {
    assertThat(html(numbers(1))).doesNotContain("scope=\"row\"");
    assertThat(
            html(
                Table.create(
                    "n",
                    IntColumn.create("epoch", new int[] {1}),
                    IntColumn.create("x", new int[] {2}))))
        .contains("<th scope=\"row\" style=\"text-align: right; font-weight: normal\">1</th>");
  }

  @Test
  void textHasTheSameCellsInColumnsOfEvenWidth() {
    View view =
        TableView.of(
            Table.create(
                "Digits",
                StringColumn.create("name", "one", "seven"),
                DoubleColumn.create("x", new double[] {0.123456, 1234.56})));

    assertThat(view.text()).isEqualTo("Digits\nname         x\none     0.1235\nseven  1,234.6");
  }

  @Test
  void tableOfFortyRowsIsShownWhole() {
    assertThat(html(numbers(40)))
        .contains("<caption style=\"text-align: left\">Numbers</caption>")
        .contains(">0<", ">20<", ">39<");
  }

  @Test
  void emptyTableHasItsHeader() {
    assertThat(html(numbers(0))).contains(">n</th>").contains("<tbody></tbody>");
  }

  private static Table numbers(int rows) {
    return Table.create("Numbers", IntColumn.create("n", IntStream.range(0, rows).toArray()));
  }

  private static String html(Table table) {
    return TableView.of(table).html();
  }
}
