package digitlab.chart;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BoxSeries;
import org.knowm.xchart.OHLCChart;
import org.knowm.xchart.OHLCSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeriesCategory;
import org.knowm.xchart.internal.series.AxesChartSeriesNumericalNoErrorBars;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * Draws any chart, also one with infinite values: XChart refuses them, but leaves a gap where a
 * value is NaN. While it draws, infinite values are NaN, and dates in the place of names have a
 * pattern, which XChart demands; then the chart has its own again.
 */
public final class ChartPainter {
  private static final String DATES = "yyyy-MM-dd";

  private final List<Runnable> restore = new ArrayList<>();

  private ChartPainter() {}

  /** Draws a chart of this width and height in units of the graphics. */
  public static void paint(Chart<?, ?> chart, Graphics2D graphics, int width, int height) {
    ChartPainter painter = new ChartPainter();
    try {
      painter.hideInfinite(chart);
      painter.giveDatePattern(chart);
      chart.paint(graphics, width, height);
    } finally {
      painter.restore.forEach(Runnable::run);
    }
  }

  private void hideInfinite(Chart<?, ?> chart) {
    for (Map.Entry<String, ? extends Series> entry : chart.getSeriesMap().entrySet()) {
      Series series = entry.getValue();
      if (series instanceof AxesChartSeriesNumericalNoErrorBars points) {
        hide(points);
      } else if (series instanceof AxesChartSeriesCategory values) {
        hide(values);
      } else if (series instanceof OHLCSeries prices && chart instanceof OHLCChart owner) {
        hide(entry.getKey(), prices, owner);
      }
    }
  }

  private void giveDatePattern(Chart<?, ?> chart) {
    boolean dates =
        chart.getSeriesMap().values().stream()
            .filter(AxesChartSeriesCategory.class::isInstance)
            .anyMatch(series -> AxisWords.areDates((AxesChartSeriesCategory) series));
    if (dates
        && chart.getStyler() instanceof AxesChartStyler styler
        && styler.getDatePattern() == null) {
      restore.add(() -> styler.setDatePattern(null));
      styler.setDatePattern(DATES);
    }
  }

  private void hide(AxesChartSeriesNumericalNoErrorBars points) {
    double[] x = points.getXData();
    double[] y = points.getYData();
    double[] extra = points.getExtraValues();
    if (anyInfinite(x, y, extra)) {
      restore.add(() -> points.replaceData(x, y, extra));
      points.replaceData(finite(x), finite(y), finite(extra));
    }
  }

  private void hide(AxesChartSeriesCategory series) {
    List<?> x = new ArrayList<>(series.getXData());
    List<? extends Number> y = new ArrayList<>(series.getYData());
    List<? extends Number> extra =
        series.getExtraValues() == null ? null : new ArrayList<>(series.getExtraValues());
    if (series instanceof BoxSeries && y.stream().anyMatch(value -> !isFinite(value))) {
      // Of a box's quartiles XChart would count NaN as the largest value.
      restore.add(() -> series.replaceData(y));
      series.replaceData(y.stream().filter(ChartPainter::isFinite).toList());
    } else if (anyInfinite(numbers(y), numbers(extra))) {
      restore.add(() -> series.replaceData(x, y, extra));
      series.replaceData(x, finite(y), finite(extra));
    }
  }

  private void hide(String name, OHLCSeries series, OHLCChart chart) {
    double[] x = series.getXData();
    double[] close = series.getCloseData();
    double[] y = series.getYData();
    if (close == null && anyInfinite(x, y)) { // a line among the prices
      restore.add(() -> chart.updateOHLCSeries(name, x, y));
      chart.updateOHLCSeries(name, finite(x), finite(y));
    } else if (close != null) {
      double[] open = series.getOpenData();
      double[] high = series.getHighData();
      double[] low = series.getLowData();
      long[] volume = series.getVolumeData();
      if (anyInfinite(x, open, high, low, close)) {
        restore.add(() -> chart.updateOHLCSeries(name, x, open, high, low, close, volume));
        chart.updateOHLCSeries(
            name, finite(x), finite(open), finite(high), finite(low), finite(close), volume);
      }
    }
  }

  private static boolean anyInfinite(double[]... all) {
    for (double[] values : all) {
      if (values != null && DoubleStream.of(values).anyMatch(Double::isInfinite)) {
        return true;
      }
    }
    return false;
  }

  /** The same without infinite values; a series may have no values of a kind. */
  static double[] finite(double[] values) {
    return values == null
        ? null
        : DoubleStream.of(values)
            .map(value -> Double.isInfinite(value) ? Double.NaN : value)
            .toArray();
  }

  /** A bar may be missing. */
  private static List<Number> finite(List<? extends Number> values) {
    if (values == null) {
      return null;
    }
    List<Number> finite = new ArrayList<>(values);
    finite.replaceAll(
        value -> value != null && Double.isInfinite(value.doubleValue()) ? Double.NaN : value);
    return finite;
  }

  private static boolean isFinite(Number value) {
    return value != null && Double.isFinite(value.doubleValue());
  }

  private static double[] numbers(Collection<? extends Number> values) {
    return values == null
        ? null
        : values.stream()
            .mapToDouble(value -> value == null ? Double.NaN : value.doubleValue())
            .toArray();
  }
}
