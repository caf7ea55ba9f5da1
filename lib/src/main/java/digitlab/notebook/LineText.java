package digitlab.notebook;

import digitlab.chart.AxisWords;
import digitlab.chart.ChartData;
import digitlab.text.Numbers;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeries;

/**
 * A series of points in words; those whose value is not known are left out.
 *
 * @param name of the series
 * @param places what stands to the right, in words, one for each point
 * @param ends of the places, in words: the smallest, the largest
 * @param y the values
 * @param counted whether they are counts
 */
record LineText(String name, List<String> places, List<String> ends, double[] y, boolean counted) {
  static LineText of(Chart<?, ?> chart, AxesChartSeries series, double[] allX, double[] allY) {
    int[] known = IntStream.range(0, allY.length).filter(i -> !Double.isNaN(allY[i])).toArray();
    double[] x = IntStream.of(known).mapToDouble(i -> allX[i]).toArray();
    double[] y = IntStream.of(known).mapToDouble(i -> allY[i]).toArray();
    double[] ends = {DoubleStream.of(x).min().orElse(0), DoubleStream.of(x).max().orElse(0)};
    return new LineText(
        series.getName(),
        AxisWords.of(chart, series, x),
        AxisWords.of(chart, series, ends),
        y,
        ChartData.counts(y));
  }

  /** The first and the last value, and the lowest and highest where they lie between. */
  String curve(boolean withExtremes) {
    if (y.length == 0) {
      return "no values";
    }
    int last = y.length - 1;
    int lowest = 0;
    int highest = 0;
    for (int i = 0; i <= last; i++) {
      lowest = y[i] < y[lowest] ? i : lowest;
      highest = y[i] > y[highest] ? i : highest;
    }
    StringBuilder words = new StringBuilder(point(0));
    if (last > 0) {
      words.append(", ").append(point(last));
    }
    if (withExtremes && y[highest] > Math.max(y[0], y[last])) {
      words.append(", highest ").append(point(highest));
    }
    if (withExtremes && y[lowest] < Math.min(y[0], y[last])) {
      words.append(", lowest ").append(point(lowest));
    }
    return words.toString();
  }

  /** Points without an order: how many, and their ranges. */
  String scatter() {
    if (y.length < 2) {
      return curve(false);
    }
    return "%d points from %s, from %s to %s"
        .formatted(
            y.length,
            String.join(" to ", ends),
            value(DoubleStream.of(y).min().orElseThrow()),
            value(DoubleStream.of(y).max().orElseThrow()));
  }

  private String point(int i) {
    return value(y[i]) + " at " + places.get(i);
  }

  private String value(double value) {
    return counted ? Numbers.count((long) value) : Numbers.named(name, value);
  }
}
