package digitlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.step.EvaluationResult;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** An index or a class beyond its limits is named, with its limits. */
class LimitsTest {
  private final Mistakes mistakes = new Mistakes(new int[] {1, 2}, List.of(new int[] {1, 0}));

  @Test
  void imageOfMistakesIsNamed() {
    String message = "The networks were asked about the images 0 to 1, but image 2 was asked for.";

    assertThatThrownBy(() -> mistakes.networksWrongOn(2)).hasMessage(message);
    assertThatThrownBy(() -> mistakes.usualAnswer(2)).hasMessage(message);
    assertThatThrownBy(() -> mistakes.votes(2, 0)).hasMessage(message);
  }

  @Test
  void labelOfACalibrationThatIsNoClassIsNamed() {
    assertThatThrownBy(
            () -> Calibration.of(Nd4j.createFromArray(new float[][] {{.8f, .2f}}), new int[] {2}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The classes are 0 to 1, but the label of image 0 is 2.");
  }

  @Test
  void negativeNumbersOfImagesAreNamed() {
    assertThatThrownBy(() -> McNemar.of(3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Numbers of images are at least 0, but they are 3 and -1.");
  }

  @Test
  void labelsOfAnotherSetAreNamed() {
    EvaluationResult result = new EvaluationResult(1, 1, new int[] {1, 2});

    assertThat(result.mistakes(new byte[] {1, 3, 9})).containsExactly(1);
    assertThatThrownBy(() -> result.mistakes(new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 examples were predicted, but there are only 1 labels.");
  }
}
