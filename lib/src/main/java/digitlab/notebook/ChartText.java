package digitlab.notebook;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;

/**
 * A chart in words: its title, its axes, and the first, last, lowest and highest of each series.
 */
final class ChartText {
  private ChartText() {}

  static String of(Chart<?, ?> chart) {
    String series =
        chart.getSeriesMap().values().stream()
            .map(ChartText::describe)
            .collect(Collectors.joining("; "));
    String axes =
        Stream.of(chart.getYAxisTitle(), chart.getXAxisTitle())
            .filter(title -> title != null && !title.isBlank())
            .collect(Collectors.joining(" against "));
    return Stream.of("Chart: " + chart.getTitle(), axes, series)
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(". ", "", "."));
  }

  private static String describe(Series series) {
    if (series instanceof XYSeries line) {
      return course(line.getName(), line.getXData(), line.getYData());
    }
    if (series instanceof CategorySeries bars) {
      return bars(bars.getName(), List.copyOf(bars.getXData()), bars.getYData());
    }
    if (series instanceof HeatMapSeries map) {
      return cells(map);
    }
    return series.getName();
  }

  /** The first and the last value, and the lowest and highest where they lie between. */
  private static String course(String name, double[] x, double[] y) {
    int[] known = IntStream.range(0, y.length).filter(i -> !Double.isNaN(y[i])).toArray();
    if (known.length == 0) {
      return name + ": no values";
    }
    int first = known[0];
    int last = known[known.length - 1];
    int lowest = first;
    int highest = first;
    for (int i : known) {
      lowest = y[i] < y[lowest] ? i : lowest;
      highest = y[i] > y[highest] ? i : highest;
    }
    StringBuilder words = new StringBuilder(name).append(": ").append(point(x, y, first));
    if (last != first) {
      words.append(", ").append(point(x, y, last));
    }
    if (y[highest] > Math.max(y[first], y[last])) {
      words.append(", highest ").append(point(x, y, highest));
    }
    if (y[lowest] < Math.min(y[first], y[last])) {
      words.append(", lowest ").append(point(x, y, lowest));
    }
    return words.toString();
  }

  private static String point(double[] x, double[] y, int i) {
    return number(y[i]) + " at " + number(x[i]);
  }

  private static String bars(String name, List<?> categories, Collection<? extends Number> values) {
    var value = values.iterator();
    return name
        + ": "
        + categories.stream()
            .map(category -> category + " " + number(value.next()))
            .collect(Collectors.joining(", "));
  }

  private static String cells(HeatMapSeries map) {
    String words =
        "%s: %d × %d cells from %s to %s"
            .formatted(
                map.getName(),
                map.getYData().size(),
                map.getXData().size(),
                number(map.getMin()),
                number(map.getMax()));
    Number[] largest = null;
    for (Number[] cell : map.getHeatData()) {
      if (largest == null || cell[2].doubleValue() > largest[2].doubleValue()) {
        largest = cell;
      }
    }
    return largest == null
        ? words
        : "%s, the largest at %s across and %s down"
            .formatted(
                words,
                map.getXData().get(largest[0].intValue()),
                map.getYData().get(largest[1].intValue()));
  }

  /** A bar may be missing. */
  private static String number(Number value) {
    return value == null ? "none" : number(value.doubleValue());
  }

  private static String number(double value) {
    return value == Math.rint(value) && Double.isFinite(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
