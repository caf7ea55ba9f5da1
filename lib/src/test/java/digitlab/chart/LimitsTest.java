package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.data.Digits;
import org.junit.jupiter.api.Test;

/** An index or a number beyond its limits is named, with its limits. */
class LimitsTest {
  private final Digits digits = new Digits("test set", new byte[3 * 784], new byte[3]);

  @Test
  void imageOfAGridIsNamed() {
    assertThatThrownBy(() -> DigitGrid.of(digits, new int[] {0, 99_999}, 2, image -> "" + image))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("The test set has the images 0 to 2, but image 99,999 was asked for.");
  }

  @Test
  void rowsAndColumnsOfAGridAreNamed() {
    assertThatThrownBy(() -> DigitGrid.first(digits, -1, 3))
        .hasMessage("The number of rows must be at least 1, but it is -1.");
    assertThatThrownBy(() -> DigitGrid.of(digits, new int[] {0}, 0, image -> ""))
        .hasMessage("The number of columns must be at least 1, but it is 0.");
    assertThat(DigitGrid.first(digits, 1 << 16, 1 << 16).description()).startsWith("3 hand");
  }

  @Test
  void classesOfAConfusionMatrixAreNamed() {
    assertThatThrownBy(() -> ConfusionMatrix.counts(new int[] {0, 1}, new int[] {0, 3}, 3))
        .hasMessage("The classes are 0 to 2, but the prediction of image 1 is 3.");
    assertThatThrownBy(() -> ConfusionMatrix.of("t", new int[] {-1}, new int[] {0}, 3))
        .hasMessage("The classes are 0 to 2, but the label of image 0 is -1.");
    assertThatThrownBy(() -> ConfusionMatrix.counts(new int[2], new int[3], 3))
        .hasMessageContaining("3 classes, 2 labels and 3 predictions");
  }

  @Test
  void seriesOfAColourIsNamed() {
    assertThatThrownBy(() -> ChartTheme.colour(-1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Series are counted from 0, but the colour of series -1 was asked for.");
  }
}
