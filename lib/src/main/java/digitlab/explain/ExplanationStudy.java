package digitlab.explain;

import digitlab.compare.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Which explanations of which networks are worth looking at, as far as it can be measured.
 *
 * <p>An explanation has to do three things: to beat the random one, to beat the plain ink, which
 * knows nothing of the network, and to change when the network's weights are drawn anew. "To beat"
 * means on the same digits: the interval of the mean difference does not hold 0. The intervals are
 * wide enough for all comparisons of a network together (Bonferroni).
 */
public final class ExplanationStudy {
  /** Names under which the two baselines are to be added, before everything else. */
  public static final String RANDOM = "random";

  public static final String INK = "ink";

  /** From this mean rank correlation on, an explanation has hardly changed. */
  private static final double UNCHANGED = 0.5;

  private final List<Measured> all = new ArrayList<>();

  private record Measured(
      String network, String explanation, double[] deletion, double[] insertion, double same) {}

  /**
   * Adds what was measured of one explanation.
   *
   * @param randomised for each of some digits, the rank correlation between the explanations of the
   *     network and of one with weights drawn anew
   */
  public void add(
      String network,
      String explanation,
      Faithfulness deletion,
      Faithfulness insertion,
      double[] randomised) {
    all.add(
        new Measured(
            network,
            explanation,
            deletion.areas(),
            insertion.areas(),
            Arrays.stream(randomised).average().orElse(0)));
  }

  /**
   * The areas below the curves with their 95 % intervals over digits. A good explanation has a
   * small area of deletion and a large one of insertion.
   */
  public Table areas() {
    StringColumn network = StringColumn.create("network");
    StringColumn explanation = StringColumn.create("explanation");
    List<DoubleColumn> numbers =
        List.of(
            DoubleColumn.create("deletion"),
            DoubleColumn.create("deletion from"),
            DoubleColumn.create("deletion to"),
            DoubleColumn.create("insertion"),
            DoubleColumn.create("insertion from"),
            DoubleColumn.create("insertion to"));
    for (Measured one : all) {
      network.append(one.network);
      explanation.append(one.explanation);
      Interval deletion = Interval.of(one.deletion);
      Interval insertion = Interval.of(one.insertion);
      double[] row = {
        deletion.mean(), deletion.low(), deletion.high(),
        insertion.mean(), insertion.low(), insertion.high()
      };
      for (int i = 0; i < row.length; i++) {
        numbers.get(i).append(row[i]);
      }
    }
    Table table = Table.create("Areas below the curves, with 95 % intervals", network, explanation);
    numbers.forEach(table::addColumns);
    return table;
  }

  /** What each explanation is better than, whether it depends on the weights, and what follows. */
  public Table verdicts() {
    StringColumn network = StringColumn.create("network");
    StringColumn explanation = StringColumn.create("explanation");
    StringColumn random = StringColumn.create("better than random");
    StringColumn ink = StringColumn.create("better than ink");
    DoubleColumn same = DoubleColumn.create("correlation with new weights");
    StringColumn verdict = StringColumn.create("verdict");
    for (Measured one : all) {
      if (one.explanation.equals(RANDOM) || one.explanation.equals(INK)) {
        continue;
      }
      Better thanRandom = better(one, RANDOM);
      Better thanInk = better(one, INK);
      network.append(one.network);
      explanation.append(one.explanation);
      random.append(thanRandom.words());
      ink.append(thanInk.words());
      same.append(one.same);
      verdict.append(verdict(thanRandom, thanInk, one.same));
    }
    return Table.create(
        "Which explanation is worth looking at", network, explanation, random, ink, same, verdict);
  }

  private static String verdict(Better thanRandom, Better thanInk, double same) {
    if (same >= UNCHANGED) {
      return "no: hardly depends on the weights";
    } else if (thanRandom.both() && thanInk.both()) {
      return "worth looking at";
    } else if (!thanRandom.deletion && !thanRandom.insertion) {
      return "no: not better than chance";
    } else if (!thanInk.deletion && !thanInk.insertion) {
      return "no: the ink tells as much";
    }
    return "in part";
  }

  private record Better(boolean deletion, boolean insertion) {
    boolean both() {
      return deletion && insertion;
    }

    String words() {
      if (both()) {
        return "yes";
      }
      return deletion ? "only in deletion" : insertion ? "only in insertion" : "no";
    }
  }

  private Better better(Measured one, String baseline) {
    Measured other =
        all.stream()
            .filter(it -> it.network.equals(one.network) && it.explanation.equals(baseline))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Of %s the baseline \"%s\" has not been added, with which \"%s\" is compared."
                            .formatted(one.network, baseline, one.explanation)));
    return new Better(
        isLarger(one.network, other.deletion, one.deletion),
        isLarger(one.network, one.insertion, other.insertion));
  }

  /** Whether the first values are larger on average, digit by digit. */
  private boolean isLarger(String network, double[] first, double[] second) {
    double[] differences =
        IntStream.range(0, first.length).mapToDouble(i -> first[i] - second[i]).toArray();
    long explanations = all.stream().filter(it -> it.network.equals(network)).count();
    int comparisons = (int) Math.max(1, 4 * (explanations - 2)); // two curves, two baselines
    return Interval.ofSeveral(comparisons, differences).low() > 0;
  }

  @Override
  public String toString() {
    return "study of %d explanations".formatted(all.size());
  }
}
