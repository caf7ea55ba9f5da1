package digitlab.notebook;

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

/** Every kind of chart that XChart draws says what it shows. */
class ChartTextTest {
  private static final List<Date> DAYS = List.of(new Date(0), new Date(86_400_000L));
  private static final TimeZone UTC = TimeZone.getTimeZone("UTC");

  @Test
  void lineOverDates() {
    XYChart chart = new XYChartBuilder().title("By date").build();
    chart.getStyler().setTimezone(UTC);
    chart.addSeries("loss", DAYS, List.of(0.5, 0.25));

    assertThat(ChartText.of(chart))
        .isEqualTo("Chart: By date. loss: 0.5000 at 1970-01-01, 0.2500 at 1970-01-02.");
  }

  @Test
  void barsByDate() {
    CategoryChart chart = new CategoryChartBuilder().title("Days").build();
    chart.getStyler().setTimezone(UTC);
    chart.addSeries("images", DAYS, List.of(5923, 6742));

    assertThat(ChartText.of(chart))
        .isEqualTo("Chart: Days. images: 1970-01-01 5,923, 1970-01-02 6,742.");
  }

  @Test
  void histogram() {
    CategoryChart chart = new CategoryChartBuilder().title("Histogram").build();
    Histogram histogram = new Histogram(Arrays.asList(1, 2, 2, 3, 7), 4);
    chart.addSeries("how often", histogram.getxAxisData(), histogram.getyAxisData());

    assertThat(ChartText.of(chart))
        .isEqualTo("Chart: Histogram. how often: 1.7500 3, 3.2500 1, 4.7500 0, 6.2500 1.");
  }

  @Test
  void boxes() {
    BoxChart chart = new BoxChartBuilder().title("Boxes").build();
    chart.addSeries("a", Arrays.asList(1, 2, 3, 40));
    chart.addSeries("b", new double[] {0.5, Double.NaN, 0.25, 0.75});

    assertThat(ChartText.of(chart))
        .isEqualTo(
            "Chart: Boxes. a: 4 values from 1 to 40, median 2.5000;"
                + " b: 3 values from 0.2500 to 0.7500, median 0.5000.");
  }

  @Test
  void bubbles() {
    BubbleChart chart = new BubbleChartBuilder().title("Bubbles").build();
    chart.addSeries("a", new double[] {1, 2}, new double[] {3, 4}, new double[] {5, 6});

    assertThat(ChartText.of(chart))
        .isEqualTo("Chart: Bubbles. a: 2 points from 1 to 2, from 3 to 4, sizes from 5 to 6.");
  }

  @Test
  void radar() {
    RadarChart chart = new RadarChartBuilder().title("Radar").build();
    chart.setRadiiLabels(new String[] {"p", "q", "r"});
    chart.addSeries("a", new double[] {.1, .5, .9});

    assertThat(ChartText.of(chart)).isEqualTo("Chart: Radar. a: p 0.1000, q 0.5000, r 0.9000.");
  }

  @Test
  void prices() {
    OHLCChart chart = new OHLCChartBuilder().title("Prices").build();
    double[] x = {1, 2};
    chart.addSeries("a", x, x, new double[] {3, 4}, new double[] {0, 1}, new double[] {2, 3});
    chart.addSeries("mean", x, new double[] {0.5, 0.75});

    assertThat(ChartText.of(chart))
        .isEqualTo(
            "Chart: Prices. a: closing at 2 at 1, 3 at 2; between 0 and 4;"
                + " mean: 0.5000 at 1, 0.7500 at 2.");
  }

  @Test
  void dial() {
    DialChart chart = new DialChartBuilder().title("Dial").build();
    chart.addSeries("accuracy", 0.75);

    assertThat(ChartText.of(chart)).isEqualTo("Chart: Dial. accuracy: 0.7500.");
  }

  @Test
  void pie() {
    PieChart chart = new PieChartBuilder().title("Pie").build();
    chart.addSeries("right", 9_864);
    chart.addSeries("wrong", 136);

    assertThat(ChartText.of(chart)).isEqualTo("Chart: Pie. right: 9,864; wrong: 136.");
  }

  @Test
  void heatMapOverDates() {
    HeatMapChart chart = new HeatMapChartBuilder().title("Heat").build();
    chart.getStyler().setTimezone(UTC);
    chart.addSeries(
        "cells", DAYS, List.of("a"), List.of(new Number[] {0, 0, 1}, new Number[] {1, 0, 3}));

    assertThat(ChartText.of(chart))
        .isEqualTo(
            "Chart: Heat. cells: 1 × 2 cells from 1 to 3,"
                + " the largest at 1970-01-02 across and a down.");
  }

  @Test
  void lineThatExplodes() {
    XYChart chart = new XYChartBuilder().title("Loss").build();
    chart.addSeries("loss", new double[] {1, 2}, new double[] {2, Double.POSITIVE_INFINITY});

    assertThat(ChartText.of(chart)).isEqualTo("Chart: Loss. loss: 2.0000 at 1, Infinity at 2.");
  }

  @Test
  void seriesThatIsNotDrawnIsNotDescribed() {
    XYChart chart = new XYChartBuilder().title("Loss").build();
    chart.addSeries("loss", new double[] {1}, new double[] {0.5});
    chart.addSeries("hidden", new double[] {1}, new double[] {0.5}).setEnabled(false);

    assertThat(ChartText.of(chart)).isEqualTo("Chart: Loss. loss: 0.5000 at 1.");
  }
}
