package digitlab.chart;

import digitlab.text.CountColumn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** The columns of a chart's data; their names must differ in more than upper and lower case. */
final class DataColumns {
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

  static StringColumn words(String name, List<String> words) {
    return StringColumn.create(name, words);
  }

  /** Counts, or shares and other measures; NaN is a missing one. */
  static Column<?> numbers(String name, double[] values) {
    double[] known = DoubleStream.of(values).filter(value -> !Double.isNaN(value)).toArray();
    return ChartData.counts(known) ? wholeNumbers(name, values) : decimals(name, values);
  }

  static LongColumn wholeNumbers(String name, double[] values) {
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

  /** The numbers from 1 to {@code count}. */
  static LongColumn counted(String name, int count) {
    return wholeNumbers(name, IntStream.rangeClosed(1, count).asDoubleStream().toArray());
  }

  static DoubleColumn decimals(String name, double[] values) {
    return DoubleColumn.create(name, values);
  }
}
