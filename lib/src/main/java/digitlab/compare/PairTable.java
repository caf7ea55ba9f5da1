package digitlab.compare;

import digitlab.text.CountColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.columns.Column;

/** A table of tests, a row for each pair of networks; Holm's correction goes over all rows. */
final class PairTable {
  static final String CORRECTED = "corrected p";
  static final String VERDICT = "verdict";

  private final String title;
  private final StringColumn first = StringColumn.create("network A");
  private final StringColumn second = StringColumn.create("network B");
  private final List<Column<?>> own = new ArrayList<>();
  private final List<Double> advantages = new ArrayList<>();
  private final DoubleColumn pValue = DoubleColumn.create("p value");

  PairTable(String title) {
    this.title = title;
  }

  /**
   * McNemar's exact test for each pair of networks that were asked about the same images.
   *
   * @param labels the right classes
   * @param predicted by the name of each network, in the order of the table
   */
  static Table mcNemar(String title, int[] labels, Map<String, int[]> predicted) {
    PairTable table = new PairTable(title);
    IntColumn onlyFirst = table.add(CountColumn.of(IntColumn.create("only A right")));
    IntColumn onlySecond = table.add(CountColumn.of(IntColumn.create("only B right")));
    for (Pair pair : pairs(List.copyOf(predicted.keySet()))) {
      McNemar test = McNemar.of(labels, predicted.get(pair.first()), predicted.get(pair.second()));
      onlyFirst.append(test.onlyFirst());
      onlySecond.append(test.onlySecond());
      table.append(pair, test.onlyFirst() - test.onlySecond(), test.pValue());
    }
    return table.corrected();
  }

  /** Two networks by their names. */
  record Pair(String first, String second) {}

  /** All pairs, the first of each before the second in the list. */
  static List<Pair> pairs(List<String> names) {
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (String second : names.subList(i + 1, names.size())) {
        pairs.add(new Pair(names.get(i), second));
      }
    }
    return pairs;
  }

  /** A column that the test fills itself. */
  <T extends Column<?>> T add(T column) {
    own.add(column);
    return column;
  }

  /**
   * A test's result.
   *
   * @param advantage positive if A is ahead, negative if B is
   */
  void append(Pair pair, double advantage, double p) {
    first.append(pair.first());
    second.append(pair.second());
    advantages.add(advantage);
    pValue.append(p);
  }

  /** The table with the corrected <i>p</i> values, and the verdicts by them. */
  Table corrected() {
    DoubleColumn corrected = DoubleColumn.create(CORRECTED, Holm.corrected(pValue.asDoubleArray()));
    StringColumn verdict = StringColumn.create(VERDICT);
    for (int i = 0; i < advantages.size(); i++) {
      verdict.append(
          Verdict.of(first.get(i), second.get(i), advantages.get(i), corrected.getDouble(i)));
    }
    return Table.create(title, first, second)
        .addColumns(own.toArray(Column[]::new))
        .addColumns(pValue, corrected, verdict);
  }
}
