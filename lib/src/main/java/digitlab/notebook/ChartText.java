package digitlab.notebook;

import digitlab.chart.ChartData;
import digitlab.chart.DescribedChart;
import digitlab.text.Numbers;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.PieSeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import org.knowm.xchart.style.XYStyler;

/**
 * The description of a chart: its title, its axes, and the first, last, lowest and highest of each
 * series. Its numbers are written as in tables.
 */
final class ChartText {
  /** Of more series only the ends are described; their data have the rest. */
  private static final int MOST_SERIES = 8;

  /** Of more bars, only the lowest and the highest. */
  private static final int MOST_BARS = 20;

  private ChartText() {}

  static String of(Chart<?, ?> chart) {
    String axes =
        Stream.of(chart.getYAxisTitle(), chart.getXAxisTitle())
            .filter(title -> title != null && !title.isBlank())
            .collect(Collectors.joining(" against "));
    String title = chart.getTitle() == null ? "" : chart.getTitle();
    return Stream.of(title.isBlank() ? "Chart" : "Chart: " + title, axes, series(chart))
        .filter(words -> !words.isEmpty())
        .collect(Collectors.joining(". ", "", "."));
  }

  private static String series(Chart<?, ?> chart) {
    if (chart instanceof DescribedChart described) {
      return described.description();
    }
    return chart.getSeriesMap().values().stream()
        .map(series -> describe(chart, series))
        .collect(Collectors.joining("; "));
  }

  private static String describe(Chart<?, ?> chart, Series series) {
    if (series instanceof XYSeries points) {
      Line line = Line.of(points);
      return points.getName()
          + ": "
          + (isScattered(chart, points)
              ? line.scatter()
              : line.curve(chart.getSeriesMap().size() <= MOST_SERIES));
    }
    if (series instanceof CategorySeries bars) {
      return bars.getName() + ": " + bars(List.copyOf(bars.getXData()), bars.getYData());
    }
    if (series instanceof HeatMapSeries map) {
      return cells(map);
    }
    if (series instanceof PieSeries part) {
      return part.getName() + ": " + number(part.getValue());
    }
    return series.getName();
  }

  private static boolean isScattered(Chart<?, ?> chart, XYSeries series) {
    XYSeriesRenderStyle own = series.getXYSeriesRenderStyle();
    XYSeriesRenderStyle style =
        own == null && chart.getStyler() instanceof XYStyler styler
            ? styler.getDefaultSeriesRenderStyle()
            : own;
    return style == XYSeriesRenderStyle.Scatter;
  }

  /** The points of a series whose values are known. */
  private record Line(String name, double[] x, double[] y, boolean counted) {
    static Line of(XYSeries series) {
      double[] x = series.getXData();
      double[] y = series.getYData();
      int[] known = IntStream.range(0, y.length).filter(i -> !Double.isNaN(y[i])).toArray();
      double[] knownY = IntStream.of(known).mapToDouble(i -> y[i]).toArray();
      return new Line(
          series.getName(),
          IntStream.of(known).mapToDouble(i -> x[i]).toArray(),
          knownY,
          ChartData.counts(knownY));
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
      DoubleStream ends =
          DoubleStream.of(
              DoubleStream.of(x).min().orElseThrow(), DoubleStream.of(x).max().orElseThrow());
      return "%d points from %s, from %s to %s"
          .formatted(
              y.length,
              ends.mapToObj(Numbers::countOrMeasure).collect(Collectors.joining(" to ")),
              value(DoubleStream.of(y).min().orElseThrow()),
              value(DoubleStream.of(y).max().orElseThrow()));
    }

    private String point(int i) {
      return value(y[i]) + " at " + Numbers.countOrMeasure(x[i]);
    }

    private String value(double value) {
      return counted ? Numbers.count((long) value) : Numbers.named(name, value);
    }
  }

  private static String bars(List<?> categories, Collection<? extends Number> values) {
    var value = values.iterator();
    List<String> bars =
        categories.stream().map(category -> category + " " + number(value.next())).toList();
    if (bars.size() <= MOST_BARS) {
      return String.join(", ", bars);
    }
    double[] known =
        values.stream().filter(it -> it != null).mapToDouble(Number::doubleValue).toArray();
    return "%d bars from %s to %s, the first %s, the last %s"
        .formatted(
            bars.size(),
            Numbers.countOrMeasure(DoubleStream.of(known).min().orElse(0)),
            Numbers.countOrMeasure(DoubleStream.of(known).max().orElse(0)),
            bars.get(0),
            bars.get(bars.size() - 1));
  }

  private static String cells(HeatMapSeries map) {
    String words =
        "%s: %d × %d cells from %s to %s"
            .formatted(
                map.getName(),
                map.getYData().size(),
                map.getXData().size(),
                Numbers.countOrMeasure(map.getMin()),
                Numbers.countOrMeasure(map.getMax()));
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
    return value == null ? "none" : Numbers.countOrMeasure(value.doubleValue());
  }
}
