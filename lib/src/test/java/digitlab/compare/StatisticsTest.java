package digitlab.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The statistics of a spread, against values worked out by hand or printed in textbooks. */
class StatisticsTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-6);

  @Test
  void holmMultipliesTheSmallestByTheNumberOfTests() {
    assertThat(Holm.corrected(0.01, 0.04, 0.03))
        .containsExactly(new double[] {0.03, 0.06, 0.06}, CLOSE);
  }

  @Test
  void holmNeverGoesBeyondOneNorBelowASmallerOne() {
    assertThat(Holm.corrected(0.5, 0.9)).containsExactly(1, 1);
    assertThat(Holm.corrected(0.02, 0.015)).containsExactly(new double[] {0.03, 0.03}, CLOSE);
    assertThat(Holm.corrected(0.2)).containsExactly(0.2);
    assertThat(Holm.corrected()).isEmpty();
  }

  /** Of 1, 2, 3, 4, 5: mean 3, variance 10 / 4; t(4 degrees, 0.975) = 2.776445 in every table. */
  @Test
  void intervalIsStudents() {
    Interval interval = Interval.of(1, 2, 3, 4, 5);

    assertThat(interval.mean()).isEqualTo(3);
    assertThat(interval.standardDeviation()).isCloseTo(Math.sqrt(2.5), CLOSE);
    assertThat(interval.high() - 3).isCloseTo(2.776445 * Math.sqrt(2.5 / 5), CLOSE);
    assertThat(3 - interval.low()).isCloseTo(interval.high() - 3, CLOSE);
  }

  /**
   * Equal variances and sizes: t = −1 / √(2.5 / 5 + 2.5 / 5) = −1 with 8 degrees of freedom, for
   * which the tables have p = 0.3465935.
   */
  @Test
  void welchGivesTheValueOfTheTables() {
    Welch test = Welch.of(new double[] {1, 2, 3, 4, 5}, new double[] {2, 3, 4, 5, 6});

    assertThat(test.difference()).isEqualTo(-1);
    assertThat(test.pValue()).isCloseTo(0.3465935, CLOSE);
  }

  @Test
  void groupsWithoutSpreadDifferOrDoNot() {
    assertThat(Welch.of(new double[] {2, 2}, new double[] {2, 2}).pValue()).isEqualTo(1);
    assertThat(Welch.of(new double[] {2, 2}, new double[] {1, 1}).pValue()).isZero();
    assertThat(Welch.of(new double[] {2, 2}, new double[] {1, 1.5}).pValue()).isBetween(0.1, 0.5);
  }

  @Test
  void verdictNeedsTheCorrectedValueBelowTheLevel() {
    assertThat(Verdict.of("a", "b", 0.1, 0.049)).isEqualTo("a is better");
    assertThat(Verdict.of("a", "b", -0.1, 0.049)).isEqualTo("b is better");
    assertThat(Verdict.of("a", "b", 0.1, 0.05)).isEqualTo("no difference shown");
  }

  /** Three tests at 4 % each: alone every one would be a difference, together none is. */
  @Test
  void severalTestsNeedMoreEach() {
    PairTable table = new PairTable("three");
    table.append(new PairTable.Pair("a", "b"), 1, 0.04);
    table.append(new PairTable.Pair("a", "c"), 1, 0.04);
    table.append(new PairTable.Pair("b", "c"), -1, 0.04);

    assertThat(table.corrected().stringColumn("verdict").asList())
        .containsOnly("no difference shown");
  }
}
