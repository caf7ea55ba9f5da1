package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.nd4j.linalg.indexing.NDArrayIndex.all;
import static org.nd4j.linalg.indexing.NDArrayIndex.point;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class MatrixGridTest {
  private static final int WHITE = 0xFFFFFFFF;
  private static final int BLACK = 0xFF000000;

  @Test
  void titleAndValuesAreDescribed() {
    INDArray planes = Nd4j.zeros(3, 4, 4);
    planes.putScalar(1, 2, 3, -0.5);
    planes.putScalar(2, 0, 0, 1.25);

    assertThat(MatrixGrid.of("Filters of layer 0", planes).description())
        .isEqualTo(
            "Filters of layer 0: 3 planes with values from −0.500 to 1.25, the largest in 2; zero everywhere: 1");
  }

  /** Two planes of 2 × 2, each value 48 × 48 pixels: the places are those of the array. */
  @Test
  void everyValueStandsInItsPlace() {
    INDArray planes = Nd4j.zeros(2, 2, 2);
    planes.putScalar(0, 0, 1, 1);
    planes.putScalar(1, 1, 0, 0.5);

    BufferedImage image = MatrixGrid.of("Two", planes).image();

    int left = 16 + 24;
    int top = 48 + 16 + 24;
    assertThat(image.getRGB(left, top)).isEqualTo(WHITE);
    assertThat(image.getRGB(left + 48, top)).isEqualTo(BLACK);
    assertThat(image.getRGB(left, top + 48)).isEqualTo(WHITE);
    int second = left + 96 + 16;
    assertThat(image.getRGB(second, top)).isEqualTo(WHITE);
    assertThat(image.getRGB(second, top + 48)).isEqualTo(0xFF808080);
  }

  /** As weights and activations come: parts of larger arrays, not in one piece. */
  @Test
  void partsOfLargerArraysAreDrawnAsTheyAre() {
    INDArray weights = Nd4j.rand(5, 3, 4, 4);
    INDArray second = weights.get(all(), point(1), all(), all());
    INDArray copy = Nd4j.zeros(5, 4, 4);
    for (int filter = 0; filter < 5; filter++) {
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 4; column++) {
          copy.putScalar(filter, row, column, weights.getDouble(filter, 1, row, column));
        }
      }
    }

    Picture ofView = MatrixGrid.of("Filters", second);
    Picture ofCopy = MatrixGrid.of("Filters", copy);

    assertThat(pixels(ofView)).isEqualTo(pixels(ofCopy));
    INDArray turned = copy.permute(0, 2, 1);
    assertThat(pixels(MatrixGrid.of("Filters", turned)))
        .isEqualTo(pixels(MatrixGrid.of("Filters", turned.dup('c'))))
        .isNotEqualTo(pixels(ofCopy));
    INDArray firstInTheirTurn = weights.slice(2);
    assertThat(pixels(MatrixGrid.of("Filter", Map.of("a", firstInTheirTurn.slice(1)))))
        .isEqualTo(pixels(MatrixGrid.of("Filter", Map.of("a", copy.slice(2)))));
  }

  private static int[] pixels(Picture picture) {
    BufferedImage image = picture.image();
    return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
  }

  @Test
  void signsHaveColoursOfTheirOwn() {
    INDArray planes = Nd4j.createFromArray(new float[][][] {{{-2, 0}, {1, 2}}});

    Set<Integer> colours = Painted.colours(MatrixGrid.of("Signed", planes).image());

    assertThat(colours).contains(0xFF005A8F, 0xFFB34700, 0xFFD9A380);
  }

  @Test
  void manyPlanesStandInRowsOfTheNotebooksWidth() {
    Picture maps = MatrixGrid.of("Maps", Nd4j.rand(64, 26, 26));
    Picture filters = MatrixGrid.of("Filters", Nd4j.rand(128, 3, 3));

    assertThat(maps.width()).isBetween(600, 720);
    assertThat(filters.width()).isBetween(600, 720);
    assertThat(filters.image().getHeight()).isGreaterThan(maps.image().getHeight());
  }

  @Test
  void namedPlanesMayDifferInSizeAndAreDrawnEquallyLarge() {
    Map<String, INDArray> planes = new LinkedHashMap<>();
    planes.put("whole", Nd4j.ones(28, 28));
    planes.put("pooled", Nd4j.ones(14, 14).mul(0.5));

    Picture picture = MatrixGrid.of("Pooling", planes);

    assertThat(picture.width()).isEqualTo(2 * (112 + 8) + 8);
    assertThat(picture.description())
        .isEqualTo(
            "Pooling: 2 planes (whole; pooled) with values from 0.500 to 1.00, the largest in whole");
  }

  @Test
  void longTitleIsNotCutOff() {
    Picture narrow = MatrixGrid.of("short", Nd4j.ones(1, 3, 3));
    Picture wide = MatrixGrid.of("a title that is much longer than one plane", Nd4j.ones(1, 3, 3));

    assertThat(wide.width()).isGreaterThan(narrow.width());
  }

  @Test
  void planesWithoutAnyValueButZeroAreWhite() {
    assertThat(MatrixGrid.of("Nothing", Nd4j.zeros(1, 3, 3)).description())
        .isEqualTo(
            "Nothing: 1 plane with values from 0 to 0, the largest in 0; zero everywhere: 1");
  }

  @Test
  void wrongShapeIsNamedWithWhatToDo() {
    assertThatThrownBy(() -> MatrixGrid.of("Filters", Nd4j.ones(64, 1, 3, 3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Planes have the shape [n, height, width], but these have [64, 1, 3, 3]. slice(0) takes the first of an array along its first dimension, get(all(), point(0), all(), all()) along its second.");
  }

  @Test
  void namedPlaneOfAWrongShapeIsNamed() {
    assertThatThrownBy(() -> MatrixGrid.of("Pooling", Map.of("digit", Nd4j.ones(1, 28, 28))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A plane has the shape [height, width], but \"digit\" has [1, 28, 28].");
  }

  @Test
  void noPlanesAreRefused() {
    assertThatThrownBy(() -> MatrixGrid.of("Pooling", Map.of()))
        .hasMessage("There is no plane to draw for \"Pooling\".");
  }

  @Test
  void valuesThatAreNoNumbersAreRefused() {
    assertThatThrownBy(
            () -> MatrixGrid.of("Maps", Nd4j.valueArrayOf(new int[] {1, 2, 2}, Float.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "A plane to be drawn holds NaN, which is no number. Has the training diverged?");
  }
}
