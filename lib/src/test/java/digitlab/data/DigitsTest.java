package digitlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.testing.RealDigits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class DigitsTest {
  private final Digits digits = RealDigits.first(50, 1).train();

  @Test
  void imagesAreUnsignedBytesOfTheSetsShape() {
    INDArray images = digits.images();

    assertThat(images.dataType()).isEqualTo(DataType.UINT8);
    assertThat(images.shape()).containsExactly(50, 28, 28);
  }

  @Test
  void imagesHoldEveryPixelInItsPlace() {
    INDArray images = digits.images();

    assertThat(images.maxNumber().intValue()).isEqualTo(255);
    for (int image : new int[] {0, 17, 49}) {
      for (int row = 0; row < 28; row++) {
        for (int column = 0; column < 28; column++) {
          assertThat(images.getInt(image, row, column)).isEqualTo(digits.pixel(image, row, column));
        }
      }
    }
  }

  @Test
  void wholeTrainingSetFitsIntoOneArray() {
    INDArray images = RealDigits.all().train().images();

    assertThat(images.shape()).containsExactly(60_000, 28, 28);
    assertThat(images.getInt(59_999, 14, 14))
        .isEqualTo(RealDigits.all().train().pixel(59_999, 14, 14));
  }

  @Test
  void labelArrayHoldsTheLabels() {
    INDArray labels = digits.labelArray();

    assertThat(labels.dataType()).isEqualTo(DataType.UINT8);
    assertThat(labels.shape()).containsExactly(50);
    assertThat(Arrays.copyOf(labels.toIntVector(), 5)).containsExactly(5, 0, 4, 1, 9);
  }

  @Test
  void rangeTakesImagesWithTheirLabels() {
    Digits part = digits.range(10, 13);

    assertThat(part.size()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(part.label(i)).isEqualTo(digits.label(10 + i));
      assertThat(part.pixel(i, 14, 14)).isEqualTo(digits.pixel(10 + i, 14, 14));
    }
  }

  @Test
  void rangeBeyondTheSetNamesBothSizes() {
    assertThatThrownBy(() -> digits.range(40, 51))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The images 40 to 51 were asked for, but the training set has 50 images.");
  }

  @Test
  void rangeBackwardsIsRefused() {
    assertThatThrownBy(() -> digits.range(5, 4)).hasMessageContaining("The images 5 to 4");
  }

  @Test
  void pixelsThatDoNotFitTheLabelsAreRefused() {
    assertThatThrownBy(() -> new Digits("three", new byte[783], new byte[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 labels need 784 pixels, but there are 783.");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 0", "0, 1", "-3, 0", "0, -3", "4, -5", "-27, 27"})
  void shiftMovesEveryPixelAndBringsInPaper(int rows, int columns) {
    Digits moved = digits.shifted(rows, columns);

    assertThat(moved.labels()).isEqualTo(digits.labels());
    for (int image : new int[] {0, 1, 49}) {
      for (int row = 0; row < 28; row++) {
        for (int column = 0; column < 28; column++) {
          int fromRow = row - rows;
          int fromColumn = column - columns;
          boolean inside = fromRow >= 0 && fromRow < 28 && fromColumn >= 0 && fromColumn < 28;
          assertThat(moved.pixel(image, row, column))
              .isEqualTo(inside ? digits.pixel(image, fromRow, fromColumn) : 0);
        }
      }
    }
  }

  @Test
  void shiftLeavesTheSetItselfAsItIs() {
    byte[] before = digits.pixels().clone();

    digits.shifted(2, 3);

    assertThat(digits.pixels()).isEqualTo(before);
  }

  @Test
  void shiftThatLeavesNothingIsRefused() {
    assertThatThrownBy(() -> digits.shifted(0, -28))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A shift by 0 rows and -28 columns leaves nothing of images of 28 × 28 pixels; at most 27 are possible either way.");
  }
}
