package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.BoxChart;
import org.knowm.xchart.BoxChartBuilder;
import org.knowm.xchart.BubbleChart;
import org.knowm.xchart.BubbleChartBuilder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.DialChart;
import org.knowm.xchart.DialChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.Histogram;
import org.knowm.xchart.OHLCChart;
import org.knowm.xchart.OHLCChartBuilder;
import org.knowm.xchart.PieChart;
import org.knowm.xchart.PieChartBuilder;
import org.knowm.xchart.RadarChart;
import org.knowm.xchart.RadarChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Table;

class ChartDataTest {
  private final XYChart lines =
      new XYChartBuilder().title("Loss").xAxisTitle("epoch").yAxisTitle("loss").build();

  @Test
  void linesWithTheSamePlacesStandSideBySide() {
    lines.addSeries("training", new double[] {1, 2}, new double[] {0.5, 0.25});
    lines.addSeries("validation", new double[] {1, 2}, new double[] {0.75, 0.5});

    assertThat(ChartData.of(lines))
        .singleElement()
        .satisfies(
            table -> {
              assertThat(table.name()).isEqualTo("Loss");
              assertThat(table.columnNames()).containsExactly("epoch", "training", "validation");
              assertThat(table.longColumn("epoch").asList()).containsExactly(1L, 2L);
              assertThat(table.doubleColumn("validation").asList()).containsExactly(0.75, 0.5);
            });
  }

  @Test
  void lineThatEndsEarlyLeavesItsCellsEmpty() {
    lines.addSeries("stopped", new double[] {1}, new double[] {0.5});
    lines.addSeries("whole", new double[] {1, 2}, new double[] {0.75, 0.5});

    Table table = ChartData.of(lines).get(0);
    assertThat(table.rowCount()).isEqualTo(2);
    assertThat(table.doubleColumn("stopped").isMissing(1)).isTrue();
  }

  @Test
  void linesWithOtherPlacesHaveATableOfTheirOwn() {
    lines.addSeries("running", new double[] {0.5, 1}, new double[] {0.5, 0.25});
    lines.addSeries("validation", new double[] {1}, new double[] {0.75});

    assertThat(ChartData.of(lines))
        .extracting(Table::name)
        .containsExactly("Loss: running", "Loss: validation");
  }

  @Test
  void numbersBeyondALongAreNoCounts() {
    lines.addSeries("loss", new double[] {1, 2}, new double[] {3, 4e20});
    lines.addSeries("exact", new double[] {1, 2}, new double[] {3, 9007199254740992.0});

    Table table = ChartData.of(lines).get(0);
    assertThat(table.doubleColumn("loss").asList()).containsExactly(3.0, 4e20);
    assertThat(table.longColumn("exact").asList()).containsExactly(3L, 9007199254740992L);
  }

  @Test
  void placesBeyondALongAreNoWholeNumbers() {
    lines.addSeries("far", new double[] {1, -3e25}, new double[] {1, 2});

    assertThat(ChartData.of(lines).get(0).doubleColumn("epoch").asList())
        .containsExactly(1.0, -3e25);
  }

  @Test
  void errorBarsStandBesideTheirLine() {
    lines.addSeries("mean", new double[] {1, 2}, new double[] {0.5, 0.25}, new double[] {0.1, 0.2});

    Table table = ChartData.of(lines).get(0);
    assertThat(table.columnNames()).containsExactly("epoch", "mean", "± mean");
    assertThat(table.doubleColumn("± mean").asList()).containsExactly(0.1, 0.2);
  }

  @Test
  void lineNamedAsTheAxisGetsANumber() {
    lines.addSeries("Epoch", new double[] {1}, new double[] {0.5});

    assertThat(ChartData.of(lines).get(0).columnNames()).containsExactly("epoch", "Epoch (2)");
  }

  @Test
  void barsAreRowsAndThoseThatAreMissingAreEmpty() {
    CategoryChart bars = new CategoryChartBuilder().title("Times").xAxisTitle("system").build();
    bars.addSeries("seconds", List.of("a", "b"), Arrays.asList(20, null));

    Table table = ChartData.of(bars).get(0);
    assertThat(table.stringColumn("system").asList()).containsExactly("a", "b");
    assertThat(table.longColumn("seconds").get(0)).isEqualTo(20);
    assertThat(table.longColumn("seconds").isMissing(1)).isTrue();
  }

  @Test
  void errorBarsStandBesideTheirBars() {
    CategoryChart bars = new CategoryChartBuilder().title("Times").xAxisTitle("system").build();
    bars.addSeries("seconds", List.of("a", "b"), List.of(20.5, 3.5), List.of(0.5, 0.25));

    Table table = ChartData.of(bars).get(0);
    assertThat(table.columnNames()).containsExactly("system", "seconds", "± seconds");
    assertThat(table.doubleColumn("± seconds").asList()).containsExactly(0.5, 0.25);
  }

  @Test
  void heatMapIsAMatrixReadFromAbove() {
    HeatMapChart map =
        new HeatMapChartBuilder().title("Map").xAxisTitle("x").yAxisTitle("y").build();
    map.addSeries("cells", new int[] {0, 1}, new int[] {5, 6}, new int[][] {{1, 2}, {3, 4}});

    Table table = ChartData.of(map).get(0);
    assertThat(table.columnNames()).containsExactly("y \\ x", "0", "1");
    assertThat(table.stringColumn(0).asList()).containsExactly("6", "5");
    assertThat(table.longColumn("0").asList()).containsExactly(2L, 1L);
    assertThat(table.longColumn("1").asList()).containsExactly(4L, 3L);
  }

  @Test
  void pieIsAListOfItsParts() {
    PieChart pie = new PieChartBuilder().build();
    pie.addSeries("right", 0.75);

    Table table = ChartData.of(pie).get(0);
    assertThat(table.columnNames()).containsExactly("part", "value");
    assertThat(table.doubleColumn("value").get(0)).isEqualTo(0.75);
  }

  @Test
  void chartWithoutSeriesHasNoData() {
    assertThat(ChartData.of(lines)).isEmpty();
  }

  @Test
  void countsAreWholeNumbersAndSharesAreNot() {
    lines.addSeries("images", new double[] {1, 2}, new double[] {5923, 6742});
    lines.addSeries("accuracy", new double[] {1, 2}, new double[] {1, 0});

    Table table = ChartData.of(lines).get(0);
    assertThat(table.column("images").type()).isEqualTo(ColumnType.LONG);
    assertThat(table.column("accuracy").type()).isEqualTo(ColumnType.DOUBLE);
  }

  @Test
  void datesAreWrittenAsDatesInTheChartsTimeZone() {
    lines.getStyler().setTimezone(TimeZone.getTimeZone("UTC"));
    List<Double> values = List.of(1.0, 2.0);
    lines.addSeries("days", List.of(new Date(0), new Date(86_400_000L)), values);
    lines.addSeries("minutes", List.of(new Date(0), new Date(60_000L)), values);
    lines.addSeries("instants", List.of(new Date(1_500L), new Date(2_000L)), values);

    assertThat(ChartData.of(lines))
        .extracting(table -> table.stringColumn("epoch").asList())
        .containsExactly(
            List.of("1970-01-01", "1970-01-02"),
            List.of("1970-01-01 00:00", "1970-01-01 00:01"),
            List.of("1970-01-01 00:00:01.500", "1970-01-01 00:00:02.000"));
  }

  @Test
  void barsByDateHaveTheirDates() {
    CategoryChart bars = new CategoryChartBuilder().xAxisTitle("day").build();
    bars.getStyler().setTimezone(TimeZone.getTimeZone("Asia/Tokyo"));
    bars.addSeries("images", List.of(new Date(0), new Date(3_600_000L)), List.of(5923, 6742));

    assertThat(ChartData.of(bars).get(0).stringColumn("day").asList())
        .containsExactly("1970-01-01 09:00", "1970-01-01 10:00");
  }

  @Test
  void histogramHasTheMiddlesOfItsBins() {
    CategoryChart bars = new CategoryChartBuilder().build();
    Histogram histogram = new Histogram(Arrays.asList(1, 2, 2, 3, 7), 4);
    bars.addSeries("how often", histogram.getxAxisData(), histogram.getyAxisData());

    Table table = ChartData.of(bars).get(0);
    assertThat(table.stringColumn(0).get(0)).isEqualTo("1.7500");
    assertThat(table.longColumn("how often").asList()).containsExactly(3L, 1L, 0L, 1L);
  }

  @Test
  void boxesHaveTheValuesFromWhichTheyAreMade() {
    BoxChart boxes = new BoxChartBuilder().title("Boxes").build();
    boxes.addSeries("a", Arrays.asList(1, 2, 3, 40));
    boxes.addSeries("b", new double[] {0.5, 0.25});

    Table table = ChartData.of(boxes).get(0);
    assertThat(table.columnNames()).containsExactly("value", "a", "b");
    assertThat(table.longColumn("a").asList()).containsExactly(1L, 2L, 3L, 40L);
    assertThat(table.doubleColumn("b").isMissing(2)).isTrue();
  }

  @Test
  void bubblesHaveTheirSizes() {
    BubbleChart bubbles = new BubbleChartBuilder().xAxisTitle("rate").build();
    bubbles.addSeries("a", new double[] {1, 2}, new double[] {3, 4}, new double[] {5, 6});

    Table table = ChartData.of(bubbles).get(0);
    assertThat(table.columnNames()).containsExactly("rate", "a", "size of a");
    assertThat(table.doubleColumn("size of a").asList()).containsExactly(5.0, 6.0);
  }

  @Test
  void radarHasARowForEachRadius() {
    RadarChart radar = new RadarChartBuilder().build();
    radar.setRadiiLabels(new String[] {"p", "q", "r"});
    radar.addSeries("a", new double[] {.1, .5, .9});

    Table table = ChartData.of(radar).get(0);
    assertThat(table.stringColumn("radius").asList()).containsExactly("p", "q", "r");
    assertThat(table.doubleColumn("a").asList()).containsExactly(.1, .5, .9);
  }

  @Test
  void pricesHaveAllFourAndTheVolume() {
    OHLCChart prices = new OHLCChartBuilder().title("Prices").build();
    double[] open = {1, 2};
    double[] close = {2, 3};
    prices.addSeries(
        "a", open, open, new double[] {3, 4}, new double[] {0, 1}, close, new long[] {7, 8});

    Table table = ChartData.of(prices).get(0);
    assertThat(table.columnNames()).containsExactly("x", "open", "high", "low", "close", "volume");
    assertThat(table.longColumn("close").asList()).containsExactly(2L, 3L);

    prices.addSeries("mean", open, close);
    assertThat(ChartData.of(prices)).hasSize(2);
    assertThat(ChartData.of(prices).get(0).columnNames()).contains("a: open", "a: volume");
  }

  @Test
  void dialHasItsValue() {
    DialChart dial = new DialChartBuilder().build();
    dial.addSeries("accuracy", 0.75);

    Table table = ChartData.of(dial).get(0);
    assertThat(table.columnNames()).containsExactly("dial", "value");
    assertThat(table.doubleColumn("value").get(0)).isEqualTo(0.75);
  }

  @Test
  void numbersBeyondThoseThatAreExactAreNoCounts() {
    lines.addSeries("loss", new double[] {1, 2}, new double[] {2, 4e20});

    assertThat(ChartData.of(lines).get(0).doubleColumn("loss").get(1)).isEqualTo(4e20);
  }

  @Test
  void seriesThatIsNotDrawnHasNoData() {
    lines.addSeries("hidden", new double[] {1}, new double[] {1}).setEnabled(false);

    assertThat(ChartData.of(lines)).isEmpty();
  }
}
