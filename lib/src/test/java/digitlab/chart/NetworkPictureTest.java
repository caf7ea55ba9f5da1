package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.chart.NetworkPicture.DrawnVolume;
import java.awt.image.BufferedImage;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkPictureTest {
  private static final DrawnVolume IMAGE = new DrawnVolume(List.of("Input"), 28, 28, 1);
  private static final DrawnVolume MAPS =
      new DrawnVolume(List.of("Convolution 5 × 5", "tanh"), 28, 20, 6);
  private static final DrawnVolume MANY =
      new DrawnVolume(List.of("Convolution 5 × 5", "tanh"), 28, 20, 128);
  private static final DrawnVolume NUMBERS = new DrawnVolume(List.of("Flatten"), 0, 0, 9_216);

  @Test
  void descriptionNamesEveryStepWithItsSize() {
    assertThat(NetworkPicture.of(List.of(IMAGE, MAPS, NUMBERS)).description())
        .isEqualTo(
            "A network from left to right. Input: 28 × 28 × 1; Convolution 5 × 5, tanh: 28 × 20 × 6;"
                + " Flatten: 9,216.");
  }

  @Test
  void everyMapUpToSixIsAPlaneOfItsOwn() {
    BufferedImage one = NetworkPicture.of(List.of(IMAGE)).image();
    BufferedImage six = NetworkPicture.of(List.of(MAPS)).image();
    BufferedImage many = NetworkPicture.of(List.of(MANY)).image();

    assertThat(edges(one)).isEqualTo(1 + 1);
    assertThat(edges(six)).isEqualTo(6 + 1);
    assertThat(edges(many)).isEqualTo(12 + 1);
  }

  @Test
  void numbersAreDrawnInAnotherColourThanMaps() {
    assertThat(Painted.colours(NetworkPicture.of(List.of(MAPS)).image()))
        .contains(ChartTheme.colour(0).getRGB())
        .doesNotContain(ChartTheme.colour(2).getRGB());
    assertThat(Painted.colours(NetworkPicture.of(List.of(NUMBERS)).image()))
        .doesNotContain(ChartTheme.colour(0).getRGB());
  }

  @Test
  void deepNetworkIsDrawnInSeveralRows() {
    Picture shallow = NetworkPicture.of(Collections.nCopies(11, MAPS));
    Picture deep = NetworkPicture.of(Collections.nCopies(30, MAPS));

    assertThat(deep.width()).isEqualTo(shallow.width());
    assertThat(deep.image().getHeight()).isGreaterThan(2 * shallow.image().getHeight());
  }

  /** Right edges of planes below the middle: the last line of planes, counted along the bottom. */
  private static int edges(BufferedImage image) {
    int blue = ChartTheme.colour(0).getRGB();
    int most = 0;
    for (int row = 0; row < image.getHeight(); row++) {
      int runs = 0;
      for (int column = 1; column < image.getWidth(); column++) {
        boolean begins = isLike(image.getRGB(column, row), blue);
        runs += begins && !isLike(image.getRGB(column - 1, row), blue) ? 1 : 0;
      }
      most = Math.max(most, runs);
    }
    return most;
  }

  private static boolean isLike(int colour, int other) {
    int difference = 0;
    for (int shift = 0; shift <= 16; shift += 8) {
      difference += Math.abs((colour >> shift & 255) - (other >> shift & 255));
    }
    return difference < 150;
  }
}
