package digitlab.compare;

import java.util.ArrayList;
import java.util.List;
import tech.tablesaw.api.DoubleColumn;
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
  void append(String a, String b, double advantage, double p) {
    first.append(a);
    second.append(b);
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
