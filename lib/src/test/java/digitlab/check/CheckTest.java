package digitlab.check;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What students read when an answer of theirs is missing or not right yet. */
class CheckTest {
  private static final String HINT = "Look at notebook 01.";

  @Test
  void missingAnswersAreAskedFor() {
    for (Object missing : Arrays.asList(null, "", "  ", List.of(), Double.NaN)) {
      says(
          () -> Check.answered("answer", missing),
          "answer has no value yet. Answer the question above, run its cell, then run this one"
              + " again.");
    }
    passes(() -> Check.answered("answer", 0));
    says(
        () -> Check.shape("x", null, List.of(1), HINT),
        "x has no value yet. Answer the question above, run its cell, then run this one again.");
  }

  @Test
  void anyPredictionCountsButNone() {
    passes(() -> Check.predicted("guess", 17));
    passes(() -> Check.predicted("guess", " b ", List.of("A", "B")));
    says(
        () -> Check.predicted("guess", " "),
        "guess has no prediction yet. Write what you expect before you go on; it counts even if it"
            + " turns out wrong.");
    says(
        () -> Check.predicted("guess", "perhaps", List.of("A", "B")),
        "guess is \"perhaps\". Choose one of these: A, B.");
  }

  @Test
  void wrongChoiceDoesNotTellTheRightOne() {
    passes(() -> Check.choice("answer", " b", "B", HINT));
    says(
        () -> Check.choice("answer", "A", "B", HINT),
        "answer is \"A\", which is not right. Look at notebook 01.");
  }

  @Test
  void wrongNumberDoesNotTellTheRightOne() {
    passes(() -> Check.equal("n", 61_706, 61_706, HINT));
    passes(() -> Check.equal("n", 61_706L, 61_706, HINT));
    says(
        () -> Check.equal("n", 111_000, 61_706, HINT),
        "n is 111,000, which is not right. Look at notebook 01.");
    says(() -> Check.equal("n", 26.5, 26, HINT), "n is 26.5, which is not right. " + HINT);
  }

  @Test
  void wrongKindOfAnswerIsNamedInPlainWords() {
    says(
        () -> Check.equal("n", "26", 26, HINT), "n is of the type String, but should be a number.");
    says(
        () -> Check.shape("x", new double[3], List.of(3), HINT),
        "x is of the type double[], but should be an INDArray.");
    says(() -> Check.chart("c", 1, HINT), "c is of the type Integer, but should be a chart.");
  }

  @Test
  void unwrittenMethodIsAskedForAndABrokenOneSaysHow() {
    passes(() -> Check.equal("side(28)", () -> 26, 26, HINT));
    says(
        () -> Check.equal("side(28)", () -> unwritten(), 26, HINT),
        "side(28) cannot be computed yet: the method is not written. Write it in the cell above,"
            + " run that cell, then this one again.");
    says(
        () -> Check.equal("side(28)", () -> 1 / (int) Nd4j.zeros(1).getInt(0), 26, HINT),
        "side(28) ended with an error: java.lang.ArithmeticException: / by zero");
    says(
        () -> Check.equal("side(28)", () -> endless(1), 26, HINT),
        "side(28) ended with an error: java.lang.StackOverflowError");
    says(
        () -> Check.equal("side(28)", () -> 25, 26, HINT),
        "side(28) is 25, which is not right. Look at notebook 01.");
  }

  @Test
  void closeNumbersPassUpToTheTolerance() {
    passes(() -> Check.close("mean", 0.1307, 0.13066, 1e-4, HINT));
    says(
        () -> Check.close("mean", 33.318421, 0.13066, 1e-4, HINT),
        "mean is 33.3184, which is not right. Look at notebook 01.");
    says(
        () -> Check.close("mean", Float.NaN, 0.13066, 1e-4, HINT),
        "mean is NaN, which is not right. Look at notebook 01.");
  }

  @Test
  void limitThatTheTaskNamesIsTold() {
    passes(() -> Check.atLeast("accuracy", 0.9, 0.9, HINT));
    says(
        () -> Check.atLeast("accuracy", 0.31, 0.9, HINT),
        "accuracy is 0.31, but should be at least 0.9. Look at notebook 01.");
  }

  @Test
  void shapeAndTypeAreTold() {
    INDArray images = Nd4j.zeros(DataType.UINT8, 5, 28, 28);
    passes(() -> Check.shape("x", images, List.of(5, 28, 28), HINT));
    passes(() -> Check.type("x", images, DataType.UINT8, HINT));
    says(
        () -> Check.shape("x", images, List.of(5, 1, 28, 28), HINT),
        "x has the shape [5, 28, 28], but should have [5, 1, 28, 28]. Look at notebook 01.");
    says(
        () -> Check.type("x", images, DataType.FLOAT, HINT),
        "x holds numbers of the type UBYTE, but should hold FLOAT. Look at notebook 01.");
  }

  @Test
  void rangeIsTold() {
    INDArray bytes = Nd4j.createFromArray(0, 128, 255).castTo(DataType.UINT8);
    passes(() -> Check.range("x", bytes, 0, 255, HINT));
    says(
        () -> Check.range("x", bytes, 0, 1, HINT),
        "x goes from 0 to 255, but should go from 0 to 1. Look at notebook 01.");
    INDArray halved = Nd4j.createFromArray(0f, 255f / 256);
    says(
        () -> Check.range("x", halved, 0, 1, HINT),
        "x goes from 0 to 0.996094, but should go from 0 to 1. Look at notebook 01.");
    says(
        () -> Check.range("x", Nd4j.createFromArray(0f, Float.NaN, 1f), 0, 1, HINT),
        "x holds NaN, which is not a number: somewhere 0 was divided by 0. Look at notebook 01.");
  }

  @Test
  void firstDifferentPlaceIsToldWithoutTheRightNumber() {
    INDArray right = Nd4j.createFromArray(new float[][] {{0, 1, 2}, {3, 4, 5}});
    passes(() -> Check.same("x", right.dup('f'), right, 0, HINT));
    passes(() -> Check.same("x", right.add(1e-7), right, 1e-6, HINT));
    says(
        () ->
            Check.same(
                "x", Nd4j.createFromArray(new int[][] {{0, 1, 2}, {3, 9, 9}}), right, 0, HINT),
        "x is not right at [1, 1]: there it is 9. Look at notebook 01.");
    says(
        () -> Check.same("x", right.transpose(), right, 0, HINT),
        "x has the shape [3, 2], which is not right. Look at notebook 01.");
  }

  @Test
  void oneHotRowsHaveOneOneAtTheirLabel() {
    int[] labels = {2, 0};
    INDArray right = Nd4j.createFromArray(new float[][] {{0, 0, 1}, {1, 0, 0}});
    passes(() -> Check.oneHot("y", right, labels, 3, HINT));
    says(
        () -> Check.oneHot("y", right.mul(2), labels, 3, HINT),
        "Row 0 of y should have a single 1 and else only 0. Look at notebook 01.");
    says(
        () -> Check.oneHot("y", right, new int[] {2, 1}, 3, HINT),
        "Row 1 of y has its 1 at the wrong place for the label 1. Look at notebook 01.");
    says(
        () -> Check.oneHot("y", right, labels, 10, HINT),
        "y has the shape [2, 3], but should have [2, 10]. Look at notebook 01.");
  }

  private static int unwritten() {
    throw new UnsupportedOperationException("not implemented yet");
  }

  private static int endless(int n) {
    return endless(n + 1) + 1;
  }

  static void passes(ThrowingCallable check) {
    assertThatCode(check).doesNotThrowAnyException();
  }

  /** The message is all there is, to the word. */
  static AbstractThrowableAssert<?, ?> says(ThrowingCallable check, String message) {
    return assertThatThrownBy(check).isExactlyInstanceOf(NotYetRight.class).hasMessage(message);
  }
}
