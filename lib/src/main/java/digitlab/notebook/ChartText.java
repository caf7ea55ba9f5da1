package digitlab.notebook;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;

/** A chart in words: its title, its axes, and where each series begins and ends. */
final class ChartText {
  private ChartText() {}

  static String of(Chart<?, ?> chart) {
    String series =
        chart.getSeriesMap().values().stream()
            .map(ChartText::describe)
            .collect(Collectors.joining("; "));
    return "Chart: %s. %s against %s. %s."
        .formatted(chart.getTitle(), chart.getYAxisTitle(), chart.getXAxisTitle(), series);
  }

  private static String describe(Series series) {
    if (series instanceof XYSeries line) {
      return course(line.getName(), line.getXData(), line.getYData());
    }
    if (series instanceof CategorySeries bars) {
      return bars(bars.getName(), List.copyOf(bars.getXData()), bars.getYData());
    }
    if (series instanceof HeatMapSeries map) {
      return "%s: %d × %d cells from %s to %s"
          .formatted(
              map.getName(),
              map.getYData().size(),
              map.getXData().size(),
              number(map.getMin()),
              number(map.getMax()));
    }
    return series.getName();
  }

  private static String course(String name, double[] x, double[] y) {
    if (y.length == 0) {
      return name + ": no values";
    }
    int last = y.length - 1;
    return "%s: %s at %s, %s at %s"
        .formatted(name, number(y[0]), number(x[0]), number(y[last]), number(x[last]));
  }

  private static String bars(String name, List<?> categories, Collection<? extends Number> values) {
    var value = values.iterator();
    return name
        + ": "
        + categories.stream()
            .map(category -> category + " " + number(value.next().doubleValue()))
            .collect(Collectors.joining(", "));
  }

  private static String number(double value) {
    return value == Math.rint(value) && Double.isFinite(value)
        ? String.format(Locale.ROOT, "%,d", (long) value)
        : String.format(Locale.ROOT, "%.4f", value);
  }
}
