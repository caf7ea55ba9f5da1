package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.data.Digits;
import digitlab.testing.RealDigits;
import java.awt.Color;
import java.awt.image.BufferedImage;
import org.junit.jupiter.api.Test;

class DigitGridTest {
  private final Digits digits = RealDigits.first(30, 1).train();

  @Test
  void gridHasRowsAndColumns() {
    Picture grid = DigitGrid.first(digits, 2, 5);

    assertThat(grid.image().getWidth()).isEqualTo(5 * (56 + 12) * 2 + 24);
    assertThat(grid.image().getHeight()).isEqualTo(2 * (56 + 18 + 12) * 2 + 24);
    assertThat(grid.width()).isEqualTo(5 * (56 + 12) + 12);
  }

  @Test
  void descriptionNamesTheLabels() {
    assertThat(DigitGrid.first(digits, 1, 5).description())
        .isEqualTo("5 handwritten digits: 5, 0, 4, 1, 9");
  }

  @Test
  void chosenDigitsHaveTheirOwnCaptions() {
    Picture grid = DigitGrid.of(digits, new int[] {7, 3}, 10, i -> "no " + i);

    assertThat(grid.description()).isEqualTo("2 handwritten digits: no 7, no 3");
    assertThat(grid.image().getWidth()).isEqualTo(2 * (56 + 12) * 2 + 24);
  }

  @Test
  void longCaptionsMakeRoomForThemselves() {
    String caption = "actual 3, predicted 3";
    Picture grid = DigitGrid.of(digits, new int[] {0, 1, 2}, 3, i -> caption);

    assertThat(grid.width()).isGreaterThan(3 * (56 + 12) + 12);
    assertThat(inked(grid.image(), 0, 1)).as("a margin to the left").isFalse();
    assertThat(inked(grid.image(), grid.image().getWidth() - 1, 1)).as("to the right").isFalse();
  }

  private static boolean inked(BufferedImage image, int x, int width) {
    for (int column = x; column < x + width; column++) {
      for (int row = 0; row < image.getHeight(); row++) {
        if (image.getRGB(column, row) != Color.WHITE.getRGB()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void setThatIsTooSmallFillsWhatItCan() {
    assertThat(DigitGrid.first(digits, 10, 10).description()).startsWith("30 handwritten digits");
  }

  @Test
  void noDigitsAreSaidInWords() {
    assertThat(DigitGrid.of(digits, new int[0], 5, Integer::toString).description())
        .isEqualTo("No digits to show");
  }

  /** A single black pixel: four by four in the picture, on white paper. */
  @Test
  void inkIsBlackInItsPlaceOnWhitePaper() {
    byte[] pixels = new byte[Digits.PIXELS];
    pixels[10 * Digits.SIDE + 20] = (byte) 255;
    Digits one = new Digits("one", pixels, new byte[] {1});

    BufferedImage image = DigitGrid.of(one, new int[] {0}, 1, i -> "").image();

    assertThat(image.getRGB(24 + 20 * 4 + 2, 24 + 10 * 4 + 2)).isEqualTo(Color.BLACK.getRGB());
    assertThat(image.getRGB(24 + 10 * 4 + 2, 24 + 20 * 4 + 2)).isEqualTo(Color.WHITE.getRGB());
    assertThat(image.getRGB(0, 0)).isEqualTo(Color.WHITE.getRGB());
  }

  @Test
  void longCaptionsDoNotRunIntoOneAnother() {
    Picture narrow = DigitGrid.of(digits, new int[] {0, 1}, 2, i -> "no");
    Picture wide = DigitGrid.of(digits, new int[] {0, 1}, 2, i -> "actual 3, predicted 5");

    assertThat(narrow.width()).isEqualTo(2 * (56 + 12) + 12);
    assertThat(wide.width()).isGreaterThan(2 * 100);
  }

  @Test
  void captionIsDrawn() {
    BufferedImage with = DigitGrid.of(digits, new int[] {0}, 1, i -> "five").image();
    BufferedImage without = DigitGrid.of(digits, new int[] {0}, 1, i -> "").image();

    assertThat(with.getData().getDataBuffer().getSize())
        .isEqualTo(without.getData().getDataBuffer().getSize());
    assertThat(dark(with)).isGreaterThan(dark(without));
  }

  private static int dark(BufferedImage image) {
    int dark = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        dark += (image.getRGB(x, y) & 0xFF) < 128 ? 1 : 0;
      }
    }
    return dark;
  }
}
