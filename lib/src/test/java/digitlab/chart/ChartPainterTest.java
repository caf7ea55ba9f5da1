package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.knowm.xchart.BoxChart;
import org.knowm.xchart.BoxChartBuilder;
import org.knowm.xchart.BubbleChart;
import org.knowm.xchart.BubbleChartBuilder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.OHLCChart;
import org.knowm.xchart.OHLCChartBuilder;
import org.knowm.xchart.PieChart;
import org.knowm.xchart.PieChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/** Charts with values that have no place on an axis are drawn without them. */
class ChartPainterTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITY = Double.POSITIVE_INFINITY;
  private static final double[] X = {1, 2, 3};
  private static final double[] FINITE = {2.3, 1.1, 0.5};
  private static final List<String> NAMES = List.of("a", "b", "c");

  @ParameterizedTest
  @MethodSource("charts")
  void anyChartIsDrawn(Chart<?, ?> chart) {
    BufferedImage image = painted(chart);

    assertThat(Painted.colours(image)).hasSizeGreaterThan(2);
  }

  static Stream<Arguments> charts() {
    List<Chart<?, ?>> all = new ArrayList<>();
    for (double value : new double[] {INFINITY, -INFINITY, NAN}) {
      double[] ends = {2.3, 1.1, value};
      double[] none = {value, value, value};
      all.add(lines(chart -> chart.addSeries("upwards", X, ends)));
      all.add(lines(chart -> chart.addSeries("nothing", X, none)));
      all.add(lines(chart -> chart.addSeries("to the right", ends, FINITE)));
      all.add(lines(chart -> chart.addSeries("error bars", X, FINITE, ends)));
      all.add(bars(chart -> chart.addSeries("bars", NAMES, Arrays.asList(1, null, value))));
      all.add(bars(chart -> chart.addSeries("bars", NAMES, list(FINITE), list(ends))));
      all.add(bubbles(ends));
      all.add(boxes(ends));
      all.add(prices(chart -> chart.addSeries("a", X, FINITE, ends, FINITE, FINITE)));
      all.add(prices(chart -> chart.addSeries("a", X, FINITE, ends, FINITE, FINITE, new long[3])));
      all.add(prices(chart -> chart.addSeries("a line", X, ends)));
      all.add(cells(value));
      all.add(parts(value));
    }
    return all.stream().map(Arguments::of);
  }

  @Test
  void barsByDateNeedNoPattern() {
    CategoryChart chart =
        bars(
            it -> it.addSeries("bars", List.of(new Date(0), new Date(86_400_000L)), List.of(1, 2)));

    assertThat(Painted.colours(painted(chart))).hasSizeGreaterThan(2);
    assertThat(chart.getStyler().getDatePattern()).isNull();
  }

  @Test
  void seriesKeepsItsOwnValues() {
    double[] ends = {2.3, INFINITY, NAN};
    XYChart lines = lines(chart -> chart.addSeries("loss", X, ends, FINITE));
    CategoryChart bars = bars(chart -> chart.addSeries("bars", NAMES, list(ends)));
    BoxChart boxes = boxes(ends);
    OHLCChart prices = prices(chart -> chart.addSeries("a", X, FINITE, ends, FINITE, FINITE));

    Stream.of(lines, bars, boxes, prices).forEach(ChartPainterTest::painted);

    assertThat(lines.getSeriesMap().get("loss").getYData()).containsExactly(ends);
    assertThat(lines.getSeriesMap().get("loss").getExtraValues()).containsExactly(FINITE);
    assertThat(List.copyOf(bars.getSeriesMap().get("bars").getYData())).isEqualTo(list(ends));
    assertThat(List.copyOf(boxes.getSeriesMap().get("box").getYData())).isEqualTo(list(ends));
    assertThat(prices.getSeriesMap().get("a").getHighData()).containsExactly(ends);
  }

  /** XChart sorts NaN behind all numbers: the median of 1, 2, 3, NaN would be 2.5. */
  @Test
  void boxIsThatOfItsNumbers() {
    assertThat(pixels(painted(boxes(1, 2, 3, NAN)))).isEqualTo(pixels(painted(boxes(1, 2, 3))));
  }

  private static int[] pixels(BufferedImage image) {
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  private static BufferedImage painted(Chart<?, ?> chart) {
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    ChartPainter.paint(chart, pen, chart.getWidth(), chart.getHeight());
    pen.dispose();
    return image;
  }

  private static XYChart lines(Consumer<XYChart> series) {
    return with(series, new XYChartBuilder().width(300).height(200).title("lines").build());
  }

  private static CategoryChart bars(Consumer<CategoryChart> series) {
    return with(series, new CategoryChartBuilder().width(300).height(200).title("bars").build());
  }

  private static OHLCChart prices(Consumer<OHLCChart> series) {
    return with(series, new OHLCChartBuilder().width(300).height(200).title("prices").build());
  }

  private static <T extends Chart<?, ?>> T with(Consumer<T> series, T chart) {
    series.accept(chart);
    return chart;
  }

  private static BubbleChart bubbles(double[] y) {
    BubbleChart chart = new BubbleChartBuilder().width(300).height(200).title("bubbles").build();
    chart.addSeries("bubbles", X, y, FINITE);
    return chart;
  }

  private static BoxChart boxes(double... values) {
    BoxChart chart = new BoxChartBuilder().width(300).height(200).title("boxes").build();
    chart.addSeries("box", values);
    return chart;
  }

  private static HeatMapChart cells(double value) {
    HeatMapChart chart = new HeatMapChartBuilder().width(300).height(200).title("cells").build();
    chart.addSeries(
        "cells",
        List.of(0, 1),
        List.of(0),
        List.of(new Number[] {0, 0, 1.0}, new Number[] {1, 0, value}));
    return chart;
  }

  private static PieChart parts(double value) {
    PieChart chart = new PieChartBuilder().width(300).height(200).title("parts").build();
    chart.addSeries("one", 2);
    chart.addSeries("other", value);
    return chart;
  }

  private static List<Double> list(double... values) {
    return Arrays.stream(values).boxed().toList();
  }
}
