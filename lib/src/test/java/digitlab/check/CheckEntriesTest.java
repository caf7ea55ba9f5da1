package digitlab.check;

import static digitlab.check.CheckTest.passes;
import static digitlab.check.CheckTest.says;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** What students read when an array that their method computes is not right yet. */
class CheckEntriesTest {
  private static final String HINT = "Look at notebook 15.";
  private static final double[][] RIGHT = {{1, 2, 3}, {4, 5, 6}};

  @Test
  void sameNumbersPassWhateverHoldsThem() {
    passes(() -> entries(new double[][] {{1, 2, 3}, {4, 5, 6 + 1e-10}}));
    passes(() -> Check.entries("f(x)", () -> RIGHT, Nd4j.createFromArray(RIGHT), 1e-9, HINT));
    passes(() -> Check.entries("f(x)", () -> new double[] {7}, new double[] {7}, 0, HINT));
  }

  @Test
  void theWorstEntryIsToldAndHowFarItIsOff() {
    says(
        () -> entries(new double[][] {{1, 2, 3}, {3.5, 5, 7.25}}),
        "f(x) is wrong at 2 of 6 entries, most at [1, 2]: there it is 7.25, 1.25 too large. "
            + HINT);
    says(
        () -> entries(new double[][] {{1, 2, 3}, {0, 5, 6}}),
        "f(x) is wrong at 1 of 6 entries, most at [1, 0]: there it is 0, 4 too small. " + HINT);
    says(
        () -> entries(new double[][] {{1, Double.NaN, 9}, {4, 5, 6}}),
        "f(x) is wrong at 2 of 6 entries, most at [0, 1]: there it is NaN. " + HINT);
  }

  @Test
  void anotherShapeIsToldWithTheRightOne() {
    says(
        () -> entries(new double[][] {{1, 2}, {4, 5}}),
        "f(x) has the shape [2, 2], but should have [2, 3]. " + HINT);
    says(
        () -> entries(new double[] {1, 2, 3}),
        "f(x) has the shape [3], but should have [2, 3]. " + HINT);
  }

  @Test
  void whatIsNoFullArrayIsToldAsWhatItIs() {
    says(() -> entries(12), "f(x) is of the type Integer, but should be an array of double.");
    says(
        () -> entries(new float[][] {{1}}),
        "f(x) is of the type float[], but should be an array of double.");
    says(
        () -> entries(new double[2][]),
        "f(x) is not filled: one of its rows is null, which should be an array.");
    says(() -> entries(new double[][] {{1, 2, 3}, {4, 5}}), "f(x) has rows of different lengths.");
    says(
        () -> entries(null),
        "f(x) has no value yet. Answer the question above, run its cell, then run this one"
            + " again.");
  }

  @Test
  void anUnwrittenOrFailingMethodIsToldInWords() {
    Callable<?> failing = () -> RIGHT[2];
    says(
        () -> Check.entries("f(x)", failing, RIGHT, 0, HINT),
        "f(x) ended with an error: java.lang.ArrayIndexOutOfBoundsException: Index 2 out of"
            + " bounds for length 2");
  }

  @Test
  void aGradientAgreesWithNumericalDifferences() {
    double[][] x = {{0.5, -1}, {2, 0.25}};
    DoubleSupplier loss = () -> x[0][0] * x[0][1] + x[1][0] * x[1][0] - 3 * x[1][1];
    passes(
        () -> Check.gradient("back(x)", () -> new double[][] {{-1, 0.5}, {4, -3}}, x, loss, HINT));
    says(
        () -> Check.gradient("back(x)", () -> new double[][] {{-1, 0.5}, {2, 0}}, x, loss, HINT),
        "back(x) is wrong at 2 of 4 entries, most at [1, 1]: there it is 0, 3 too large by"
            + " numerical differences. "
            + HINT);
    says(
        () -> Check.gradient("back(x)", () -> new double[] {-1, 0.5}, x, loss, HINT),
        "back(x) has the shape [2], but should have [2, 2]. " + HINT);
    assertThat(x).isDeepEqualTo(new double[][] {{0.5, -1}, {2, 0.25}});
  }

  @Test
  void aGradientThatIsZeroEverywhereIsRightWhereNothingDependsOnTheValues() {
    double[] x = {1, 2};
    passes(() -> Check.gradient("back(x)", () -> new double[2], x, () -> 5, HINT));
  }

  private static void entries(Object answer) {
    Check.entries("f(x)", () -> answer, RIGHT, 1e-9, HINT);
  }
}
