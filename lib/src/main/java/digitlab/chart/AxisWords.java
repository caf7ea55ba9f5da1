package digitlab.chart;

import digitlab.text.Numbers;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeries;
import org.knowm.xchart.internal.series.Series.DataType;
import org.knowm.xchart.style.AxesChartStyler;

/**
 * What stands at a chart's axis in words: numbers, names, or dates. Dates are written in the
 * chart's own time zone: {@code 2026-11-27}, with the time of day where one of them is not
 * midnight.
 */
public final class AxisWords {
  private AxisWords() {}

  /** Whether a series has dates to the right, which XChart keeps as milliseconds since 1970. */
  static boolean areDates(AxesChartSeries series) {
    return series.getxAxisDataType() == DataType.Date;
  }

  /** The words for places of a series to the right. */
  public static List<String> of(Chart<?, ?> chart, AxesChartSeries series, double... places) {
    return areDates(series)
        ? dates(
            chart, DoubleStream.of(places).mapToObj(place -> Instant.ofEpochMilli((long) place)))
        : DoubleStream.of(places).mapToObj(Numbers::countOrMeasure).toList();
  }

  /** The words for categories. */
  public static List<String> of(Chart<?, ?> chart, Collection<?> categories) {
    if (!categories.isEmpty() && categories.stream().allMatch(Date.class::isInstance)) {
      return dates(
          chart, categories.stream().map(it -> Instant.ofEpochMilli(((Date) it).getTime())));
    }
    return categories.stream().map(AxisWords::word).toList();
  }

  private static String word(Object category) {
    return category instanceof Double || category instanceof Float
        ? Numbers.countOrMeasure(((Number) category).doubleValue())
        : String.valueOf(category);
  }

  private static List<String> dates(Chart<?, ?> chart, Stream<Instant> instants) {
    ZoneId zone = zone(chart);
    List<ZonedDateTime> times = instants.map(instant -> instant.atZone(zone)).toList();
    DateTimeFormatter format = DateTimeFormatter.ofPattern(pattern(times), Locale.ROOT);
    return times.stream().map(format::format).toList();
  }

  /** The shortest one that leaves out nothing but noughts. */
  private static String pattern(List<ZonedDateTime> times) {
    if (times.stream().allMatch(time -> time.get(ChronoField.MILLI_OF_DAY) == 0)) {
      return "uuuu-MM-dd";
    }
    if (times.stream().allMatch(time -> time.getSecond() == 0 && time.getNano() == 0)) {
      return "uuuu-MM-dd HH:mm";
    }
    return times.stream().allMatch(time -> time.getNano() == 0)
        ? "uuuu-MM-dd HH:mm:ss"
        : "uuuu-MM-dd HH:mm:ss.SSS";
  }

  private static ZoneId zone(Chart<?, ?> chart) {
    return chart.getStyler() instanceof AxesChartStyler styler && styler.getTimezone() != null
        ? styler.getTimezone().toZoneId()
        : ZoneId.systemDefault();
  }
}
