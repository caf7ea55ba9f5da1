package digitlab.chart;

import static digitlab.chart.DataColumns.decimals;
import static digitlab.chart.DataColumns.numbers;
import static digitlab.chart.DataColumns.wholeNumbers;
import static digitlab.chart.DataColumns.words;

import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.knowm.xchart.BoxSeries;
import org.knowm.xchart.BubbleSeries;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.DialSeries;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.OHLCSeries;
import org.knowm.xchart.PieSeries;
import org.knowm.xchart.RadarChart;
import org.knowm.xchart.RadarSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.AxesChartSeries;
import org.knowm.xchart.internal.series.AxesChartSeriesNumericalNoErrorBars;
import org.knowm.xchart.internal.series.Series;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The data of a chart as tables, for readers who cannot see it or want to go on with them. */
public final class ChartData {
  private final Chart<?, ?> chart;

  private ChartData(Chart<?, ?> chart) {
    this.chart = chart;
  }

  /**
   * One table where all series share their places, else one for each group that does. Series that
   * are not drawn have none.
   */
  public static List<Table> of(Chart<?, ?> chart) {
    return chart instanceof DescribedChart described
        ? described.data()
        : new ChartData(chart).tables();
  }

  /**
   * Whether numbers are counts, which are written without decimals: they are whole, and not all of
   * them could be shares.
   */
  public static boolean counts(double... values) {
    return whole(values) && DoubleStream.of(values).anyMatch(value -> Math.abs(value) > 1);
  }

  private static boolean whole(double... values) {
    return DoubleStream.of(values).allMatch(Numbers::isExactlyWhole);
  }

  private List<Table> tables() {
    List<Table> tables = new ArrayList<>();
    lines().forEach(group -> tables.add(lines(group)));
    addTable(tables, all(CategorySeries.class), this::bars);
    addTable(tables, all(BoxSeries.class), this::boxes);
    addTable(tables, all(RadarSeries.class), this::radii);
    addTable(tables, all(PieSeries.class), this::parts);
    addTable(tables, all(DialSeries.class), this::dials);
    all(HeatMapSeries.class).forEach(map -> tables.add(cells(map)));
    all(OHLCSeries.class).forEach(prices -> tables.add(prices(prices)));
    if (tables.size() > 1) {
      // The first column is the axis.
      tables.forEach(
          table ->
              table.setName(
                  table.name()
                      + ": "
                      + String.join(", ", table.columnNames().subList(1, table.columnCount()))));
    }
    return tables;
  }

  private static <T extends Series> void addTable(
      List<Table> tables, List<T> series, Function<List<T>, Table> table) {
    if (!series.isEmpty()) {
      tables.add(table.apply(series));
    }
  }

  private <T extends Series> List<T> all(Class<T> type) {
    return chart.getSeriesMap().values().stream()
        .filter(Series::isEnabled)
        .filter(type::isInstance)
        .map(type::cast)
        .collect(Collectors.toList());
  }

  /** Lines with the same places side by side; one that ends early has the first of them. */
  private Collection<List<AxesChartSeriesNumericalNoErrorBars>> lines() {
    List<List<AxesChartSeriesNumericalNoErrorBars>> groups = new ArrayList<>();
    for (var series : all(AxesChartSeriesNumericalNoErrorBars.class)) {
      groups.stream()
          .filter(group -> samePlaces(group.get(0).getXData(), series.getXData()))
          .findFirst()
          .orElseGet(
              () -> {
                groups.add(new ArrayList<>());
                return groups.get(groups.size() - 1);
              })
          .add(series);
    }
    return groups;
  }

  private static boolean samePlaces(double[] a, double[] b) {
    int common = Math.min(a.length, b.length);
    return (common > 0 || a.length == b.length) && Arrays.equals(a, 0, common, b, 0, common);
  }

  private Table lines(List<AxesChartSeriesNumericalNoErrorBars> group) {
    AxesChartSeriesNumericalNoErrorBars longest =
        Collections.max(group, Comparator.comparingInt(series -> series.getXData().length));
    double[] places = longest.getXData();
    DataColumns columns = new DataColumns();
    columns.add(places(longest, places));
    for (var series : group) {
      columns.add(numbers(series.getName(), padded(series.getYData(), places.length)));
      double[] extra = series.getExtraValues();
      if (extra != null) {
        String kind = series instanceof BubbleSeries ? "size of " : "± ";
        columns.add(decimals(kind + series.getName(), padded(extra, places.length)));
      }
    }
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  private Column<?> places(AxesChartSeries series, double[] places) {
    String axis = title(chart.getXAxisTitle(), "x");
    if (AxisWords.areDates(series)) {
      return words(axis, AxisWords.of(chart, series, places));
    }
    return whole(places) ? wholeNumbers(axis, places) : decimals(axis, places);
  }

  private static double[] padded(double[] values, int size) {
    double[] padded = Arrays.copyOf(values, size);
    if (size > values.length) {
      Arrays.fill(padded, values.length, size, Double.NaN);
    }
    return padded;
  }

  private Table bars(List<CategorySeries> all) {
    List<?> categories = List.copyOf(all.get(0).getXData());
    DataColumns columns = new DataColumns();
    columns.add(words(title(chart.getXAxisTitle(), "category"), AxisWords.of(chart, categories)));
    for (CategorySeries series : all) {
      columns.add(numbers(series.getName(), inOrder(categories, series, series.getYData())));
      if (series.getExtraValues() != null) {
        columns.add(
            decimals(
                "± " + series.getName(), inOrder(categories, series, series.getExtraValues())));
      }
    }
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  /** The numbers of a series by the categories of the first, of which it may leave some out. */
  private static double[] inOrder(
      List<?> categories, CategorySeries series, Collection<? extends Number> numbers) {
    Map<Object, Number> byCategory = new LinkedHashMap<>();
    var number = numbers.iterator();
    series.getXData().forEach(category -> byCategory.put(category, number.next()));
    return categories.stream().map(byCategory::get).mapToDouble(ChartData::orMissing).toArray();
  }

  private static double orMissing(Number value) {
    return value == null ? Double.NaN : value.doubleValue();
  }

  /** The values from which each box is made. */
  private Table boxes(List<BoxSeries> all) {
    int most = all.stream().mapToInt(box -> box.getYData().size()).max().orElse(0);
    DataColumns columns = new DataColumns();
    columns.add(DataColumns.counted("value", most));
    for (BoxSeries box : all) {
      double[] values = box.getYData().stream().mapToDouble(ChartData::orMissing).toArray();
      columns.add(numbers(box.getName(), padded(values, most)));
    }
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  /** A row for each radius. */
  private Table radii(List<RadarSeries> all) {
    DataColumns columns = new DataColumns();
    columns.add(words("radius", List.of(((RadarChart) chart).getRadiiLabels())));
    all.forEach(series -> columns.add(numbers(series.getName(), series.getValues())));
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  /** Prices from opening to closing, or a line among them. */
  private Table prices(OHLCSeries series) {
    DataColumns columns = new DataColumns();
    columns.add(places(series, series.getXData()));
    if (series.getCloseData() == null) {
      columns.add(numbers(series.getName(), series.getYData()));
    } else {
      String whose = all(OHLCSeries.class).size() > 1 ? series.getName() + ": " : "";
      columns.add(numbers(whose + "open", series.getOpenData()));
      columns.add(numbers(whose + "high", series.getHighData()));
      columns.add(numbers(whose + "low", series.getLowData()));
      columns.add(numbers(whose + "close", series.getCloseData()));
      if (series.getVolumeData() != null) {
        columns.add(LongColumn.create(whose + "volume", series.getVolumeData()));
      }
    }
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  /** A matrix, read from above; XChart counts its rows from below. */
  private Table cells(HeatMapSeries map) {
    double[][] values = new double[map.getXData().size()][map.getYData().size()];
    for (double[] column : values) {
      Arrays.fill(column, Double.NaN);
    }
    for (Number[] cell : map.getHeatData()) {
      values[cell[0].intValue()][map.getYData().size() - 1 - cell[1].intValue()] =
          orMissing(cell[2]);
    }
    List<String> rows = new ArrayList<>(AxisWords.of(chart, map.getYData()));
    Collections.reverse(rows);
    List<String> names = AxisWords.of(chart, map.getXData());
    DataColumns columns = new DataColumns();
    columns.add(
        words(
            title(chart.getYAxisTitle(), "y") + " \\ " + title(chart.getXAxisTitle(), "x"), rows));
    for (int x = 0; x < values.length; x++) {
      columns.add(numbers(names.get(x), values[x]));
    }
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  private Table parts(List<PieSeries> parts) {
    return named(
        "part", parts, parts.stream().map(PieSeries::getValue).mapToDouble(ChartData::orMissing));
  }

  private Table dials(List<DialSeries> dials) {
    return named("dial", dials, dials.stream().mapToDouble(DialSeries::getValue));
  }

  private Table named(String what, List<? extends Series> series, DoubleStream values) {
    DataColumns columns = new DataColumns();
    columns.add(words(what, series.stream().map(Series::getName).toList()));
    columns.add(numbers("value", values.toArray()));
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  private static String title(String given, String otherwise) {
    return given == null || given.isBlank() ? otherwise : given;
  }
}
