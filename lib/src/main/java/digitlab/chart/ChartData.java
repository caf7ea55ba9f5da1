package digitlab.chart;

import digitlab.text.CountColumn;
import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.HeatMapSeries;
import org.knowm.xchart.PieSeries;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.internal.series.Series;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The data of a chart as tables, for readers who cannot see it or want to go on with them. */
public final class ChartData {
  private final Chart<?, ?> chart;

  private ChartData(Chart<?, ?> chart) {
    this.chart = chart;
  }

  /**
   * One table where all series share their places, else one for each group that does. A kind of
   * chart that is not known has none.
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
    List<CategorySeries> bars = all(CategorySeries.class);
    if (!bars.isEmpty()) {
      tables.add(bars(bars));
    }
    all(HeatMapSeries.class).forEach(map -> tables.add(cells(map)));
    List<PieSeries> parts = all(PieSeries.class);
    if (!parts.isEmpty()) {
      tables.add(parts(parts));
    }
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

  private <T extends Series> List<T> all(Class<T> type) {
    return chart.getSeriesMap().values().stream()
        .filter(type::isInstance)
        .map(type::cast)
        .collect(Collectors.toList());
  }

  /** Lines with the same places side by side; one that ends early has the first of them. */
  private Collection<List<XYSeries>> lines() {
    List<List<XYSeries>> groups = new ArrayList<>();
    for (XYSeries series : all(XYSeries.class)) {
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

  private Table lines(List<XYSeries> group) {
    double[] places =
        Collections.max(group, (a, b) -> Integer.compare(a.getXData().length, b.getXData().length))
            .getXData();
    Columns columns = new Columns();
    String axis = title(chart.getXAxisTitle(), "x");
    columns.add(whole(places) ? wholeNumbers(axis, places) : decimals(axis, places));
    for (XYSeries series : group) {
      columns.add(numbers(series.getName(), padded(series.getYData(), places.length)));
      double[] bars = series.getExtraValues();
      if (bars != null) {
        columns.add(decimals("± " + series.getName(), padded(bars, places.length)));
      }
    }
    return columns.table(title(chart.getTitle(), "Chart"));
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
    Columns columns = new Columns();
    columns.add(words(title(chart.getXAxisTitle(), "category"), categories));
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
    List<Object> rows = new ArrayList<>(map.getYData());
    Collections.reverse(rows);
    Columns columns = new Columns();
    columns.add(
        words(
            title(chart.getYAxisTitle(), "y") + " \\ " + title(chart.getXAxisTitle(), "x"), rows));
    for (int x = 0; x < values.length; x++) {
      columns.add(numbers(String.valueOf(map.getXData().get(x)), values[x]));
    }
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  private Table parts(List<PieSeries> parts) {
    Columns columns = new Columns();
    columns.add(words("part", parts.stream().map(PieSeries::getName).toList()));
    columns.add(
        numbers(
            "value",
            parts.stream().map(PieSeries::getValue).mapToDouble(ChartData::orMissing).toArray()));
    return columns.table(title(chart.getTitle(), "Chart"));
  }

  private static String title(String given, String otherwise) {
    return given == null || given.isBlank() ? otherwise : given;
  }

  private static StringColumn words(String name, List<?> words) {
    return StringColumn.create(name, words.stream().map(String::valueOf).toList());
  }

  private static Column<?> numbers(String name, double[] values) {
    double[] known = DoubleStream.of(values).filter(value -> !Double.isNaN(value)).toArray();
    return counts(known) ? wholeNumbers(name, values) : decimals(name, values);
  }

  private static LongColumn wholeNumbers(String name, double[] values) {
    LongColumn column = CountColumn.of(LongColumn.create(name));
    for (double value : values) {
      if (Double.isNaN(value)) {
        column.appendMissing();
      } else {
        column.append((long) value);
      }
    }
    return column;
  }

  private static DoubleColumn decimals(String name, double[] values) {
    return DoubleColumn.create(name, values);
  }

  /** Columns whose names must differ in more than upper and lower case. */
  private static final class Columns {
    private final Map<String, Column<?>> byName = new LinkedHashMap<>();

    void add(Column<?> column) {
      String name = column.name();
      for (int number = 2; byName.containsKey(key(name)); number++) {
        name = column.name() + " (" + number + ")";
      }
      byName.put(key(name), column.setName(name));
    }

    private static String key(String name) {
      return name.toLowerCase(Locale.ROOT);
    }

    Table table(String name) {
      return Table.create(name, byName.values());
    }
  }
}
