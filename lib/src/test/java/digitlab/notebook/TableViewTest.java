package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.text.CountColumn;
import java.text.NumberFormat;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.BooleanColumn;
import tech.tablesaw.api.DateColumn;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.FloatColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.booleans.BooleanFormatter;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;
import tech.tablesaw.columns.strings.StringColumnFormatter;

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
  void numbersBeyondALongAreWrittenAsPeopleWriteThem() {
    View view =
        TableView.of(
            Table.create(
                "large",
                DoubleColumn.create("loss", new double[] {1234, 1e18, 1e19, 3.4e25, -1e30}),
                FloatColumn.create("f", new float[] {1e19f, -3e38f, 1e-30f, 0, Float.MIN_VALUE})));

    assertThat(view.html())
        .contains(">1,234<", ">1e+18<", ">1e+19<", ">3.4e+25<", ">-1e+30<", ">-3e+38<", ">1.0e-30<")
        .doesNotContain("9,223,372");
  }

  @Test
  void longsAreShownToTheirLastDigit() {
    long[] ids = {9007199254740993L, Long.MAX_VALUE, -9007199254740995L};

    assertThat(html(Table.create("ids", LongColumn.create("id", ids))))
        .contains(">9007199254740993<", ">9223372036854775807<", ">-9007199254740995<");
    assertThat(html(Table.create("n", CountColumn.of(LongColumn.create("n", ids)))))
        .contains(">9,007,199,254,740,993<", ">9,223,372,036,854,775,807<");
  }

  @Test
  void formatsThatWereSetAreShown() {
    DoubleColumn accuracy = DoubleColumn.create("accuracy", new double[] {0.9871, Double.NaN});
    accuracy.setPrintFormatter(NumberColumnFormatter.percent(1));
    IntColumn year = IntColumn.create("year", 1998, 2026);
    year.setPrintFormatter(NumberColumnFormatter.ints());
    Table table = Table.create("formatted", StringColumn.create("net", "a", "b"), accuracy, year);

    assertThat(html(table)).contains(">98.7%<", ">1998<", ">2026<", "\"></td>");
    assertThat(TableView.of(table).text())
        .isEqualTo("formatted\nnet  accuracy  year\na       98.7%  1998\nb              2026");
  }

  @Test
  void everyKindOfColumnKeepsItsFormat() {
    DoubleColumn plain = DoubleColumn.create("plain", new double[] {1.5, 0.1});
    plain.setPrintFormatter(NumberColumnFormatter.standard());
    FloatColumn fixed = FloatColumn.create("seconds", new float[] {1234.5f, 0.25f});
    fixed.setPrintFormatter(NumberColumnFormatter.fixedWithGrouping(3));
    DoubleColumn missing = DoubleColumn.create("missing", new double[] {Double.NaN, 2});
    missing.setPrintFormatter(NumberFormat.getInstance(Locale.ROOT), "unknown");
    BooleanColumn right = BooleanColumn.create("right", true, false);
    right.setPrintFormatter(new BooleanFormatter("yes", "no"));
    StringColumn name = StringColumn.create("name", "a", "b");
    name.setPrintFormatter(new StringColumnFormatter(text -> text + "!"));
    DateColumn day = DateColumn.create("day", LocalDate.of(1998, 3, 2), LocalDate.of(2026, 1, 31));
    day.setPrintFormatter(DateTimeFormatter.ofPattern("dd.MM.yy"));

    assertThat(html(Table.create("all", plain, fixed, missing, right, name, day)))
        .contains(">1.5<", ">0.1<", ">1,234.500<", ">0.250<", ">unknown<", ">2<")
        .contains(">yes<", ">no<", ">a!<", ">02.03.98<", ">31.01.26<");
  }

  @Test
  void formatOfAColumnLastsThroughASelection() {
    DoubleColumn share = DoubleColumn.create("share", new double[] {0.25, 0.5});
    share.setPrintFormatter(NumberColumnFormatter.percent(0));

    assertThat(html(Table.create("n", share).where(share.isGreaterThan(0.3)))).contains(">50%<");
  }

  @Test
  void yearsHaveNoSeparatorsUnlessAskedFor() {
    IntColumn year = IntColumn.create("year", new int[] {1998});
    assertThat(html(Table.create("n", year))).contains(">1998<");

    year.setPrintFormatter(NumberColumnFormatter.intsWithGrouping());
    assertThat(html(Table.create("n", year))).contains(">1,998<");
  }

  @Test
  void columnThatIsLongerThanTheFirstLosesNoRow() {
    Table table =
        Table.create("uneven", IntColumn.create("a", 1, 2, 3), IntColumn.create("b", 4, 5, 6));
    table.intColumn("b").append(7);

    assertThat(TableView.of(table).text())
        .isEqualTo(
            "The columns are of unequal length: a has 3 rows, b has 4 rows.\nuneven\n"
                + "a  b\n1  4\n2  5\n3  6\n   7");
  }

  @Test
  void columnThatIsShorterThanTheFirstEndsInEmptyCells() {
    Table table =
        Table.create("shorter", IntColumn.create("a", 1, 2), StringColumn.create("b", "x", "y"));
    table.intColumn("a").append(3);

    assertThat(html(table))
        .startsWith("<pre>The columns are of unequal length: b has 2 rows, a has 3 rows.</pre><div")
        .contains(">3</th><td style=\"text-align: left\"></td>");
  }

  @Test
  void columnOfUnequalLengthIsToldInALongTable() {
    Table table = numbers(1_000);
    table.addColumns(IntColumn.create("m", new int[1_000]));
    table.intColumn("n").append(1_000);

    assertThat(html(table))
        .contains("m has 1,000 rows, n has 1,001 rows.", "(the first and last 20 of 1,001 rows)")
        .contains(">1000<");
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
