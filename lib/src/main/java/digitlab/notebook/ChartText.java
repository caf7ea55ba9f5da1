package digitlab.notebook;

import digitlab.chart.AxisWords;
import digitlab.chart.DescribedChart;
import digitlab.text.Numbers;
import java.util.Collection;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.BoxSeries;
import org.knowm.xchart.BubbleSeries;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.DialSeries;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.OHLCSeries;
import org.knowm.xchart.PieSeries;
import org.knowm.xchart.RadarChart;
import org.knowm.xchart.RadarSeries;
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
        .filter(Series::isEnabled)
        .map(series -> series.getName() + words(chart, series))
        .collect(Collectors.joining("; "));
  }

  private static String words(Chart<?, ?> chart, Series series) {
    String values = values(chart, series);
    return values.isEmpty() ? "" : ": " + values;
  }

  private static String values(Chart<?, ?> chart, Series series) {
    if (series instanceof XYSeries points) {
      LineText line = LineText.of(chart, points, points.getXData(), points.getYData());
      return isScattered(chart, points)
          ? line.scatter()
          : line.curve(chart.getSeriesMap().size() <= MOST_SERIES);
    }
    if (series instanceof BubbleSeries bubbles) {
      return LineText.of(chart, bubbles, bubbles.getXData(), bubbles.getYData()).scatter()
          + ", sizes "
          + range(bubbles.getExtraValues());
    }
    if (series instanceof OHLCSeries prices) {
      return prices(chart, prices);
    }
    if (series instanceof CategorySeries bars) {
      return bars(AxisWords.of(chart, bars.getXData()), bars.getYData());
    }
    if (series instanceof BoxSeries box) {
      return box(box.getYData());
    }
    if (series instanceof RadarSeries radar && chart instanceof RadarChart owner) {
      return bars(
          List.of(owner.getRadiiLabels()), DoubleStream.of(radar.getValues()).boxed().toList());
    }
    if (series instanceof HeatMapSeries map) {
      return cells(chart, map);
    }
    if (series instanceof DialSeries dial) {
      return Numbers.measure(dial.getValue());
    }
    return series instanceof PieSeries part ? number(part.getValue()) : "";
  }

  private static boolean isScattered(Chart<?, ?> chart, XYSeries series) {
    XYSeriesRenderStyle own = series.getXYSeriesRenderStyle();
    XYSeriesRenderStyle style =
        own == null && chart.getStyler() instanceof XYStyler styler
            ? styler.getDefaultSeriesRenderStyle()
            : own;
    return style == XYSeriesRenderStyle.Scatter;
  }

  private static String bars(List<String> categories, Collection<? extends Number> values) {
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

  /** How many values there are, their ends, and the middle one. */
  private static String box(Collection<? extends Number> all) {
    double[] values =
        all.stream()
            .filter(value -> value != null && Double.isFinite(value.doubleValue()))
            .mapToDouble(Number::doubleValue)
            .sorted()
            .toArray();
    if (values.length == 0) {
      return "no values";
    }
    int half = values.length / 2;
    double median = values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    return "%s %s, median %s"
        .formatted(
            Numbers.count(values.length, "value"), range(values), Numbers.countOrMeasure(median));
  }

  private static String range(double... values) {
    DoubleSummaryStatistics ends =
        DoubleStream.of(values).filter(value -> !Double.isNaN(value)).summaryStatistics();
    return "from %s to %s"
        .formatted(Numbers.countOrMeasure(ends.getMin()), Numbers.countOrMeasure(ends.getMax()));
  }

  private static String prices(Chart<?, ?> chart, OHLCSeries prices) {
    double[] close = prices.getCloseData();
    if (close == null) {
      return LineText.of(chart, prices, prices.getXData(), prices.getYData()).curve(true);
    }
    return "closing at %s; between %s and %s"
        .formatted(
            LineText.of(chart, prices, prices.getXData(), close).curve(true),
            Numbers.countOrMeasure(DoubleStream.of(prices.getLowData()).min().orElse(Double.NaN)),
            Numbers.countOrMeasure(DoubleStream.of(prices.getHighData()).max().orElse(Double.NaN)));
  }

  private static String cells(Chart<?, ?> chart, HeatMapSeries map) {
    String words =
        "%d × %d cells from %s to %s"
            .formatted(
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
                AxisWords.of(chart, map.getXData()).get(largest[0].intValue()),
                AxisWords.of(chart, map.getYData()).get(largest[1].intValue()));
  }

  /** A bar may be missing. */
  private static String number(Number value) {
    return value == null ? "none" : Numbers.countOrMeasure(value.doubleValue());
  }
}
