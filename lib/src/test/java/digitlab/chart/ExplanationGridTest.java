package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.Row;

/** Explanations over their digit, for eyes of any kind and for those who have none. */
class ExplanationGridTest {
  private static final int TOP = 44;
  private static final int PIXEL = 10;

  private final INDArray digit = Nd4j.zeros(4, 4).putScalar(1, 1, 1).putScalar(2, 2, 0.9);
  private final INDArray values = Nd4j.zeros(4, 4).putScalar(1, 1, 2).putScalar(3, 0, -4);

  @Test
  void itIsDescribedFromItsNumbers() {
    Map<String, INDArray> both = new LinkedHashMap<>();
    both.put("first", values);
    both.put("nothing", Nd4j.zeros(1, 1, 4, 4));
    Picture picture = ExplanationGrid.of("Why 7", digit.reshape(1, 1, 4, 4), both);
    assertThat(picture.description())
        .isEqualTo(
            "Why 7: first speaks most against it at row 3, column 0, 33 % of its strength lies on the ink; nothing is 0 everywhere");
    Row row = picture.data().get(0).iterator().next();
    assertThat(row.getString("explanation")).isEqualTo("first");
    assertThat(row.getInt("strongest: row")).isEqualTo(3);
    assertThat(row.getInt("column")).isZero();
    assertThat(row.getString("speaks")).isEqualTo("against");
    assertThat(row.getDouble("share on the ink")).isBetween(0.33, 0.34);
  }

  @Test
  void theSignCanBeReadWithoutColours() {
    var image = ExplanationGrid.of("t", digit, Map.of("e", values)).image();
    int centre = PIXEL / 2;
    int x = firstFrame(image);
    assertThat(image.getRGB(x + centre, TOP + 20 + 3 * PIXEL + centre) & 0xFFFFFF)
        .as("a dot in what speaks against")
        .isEqualTo(0xFFFFFF);
    assertThat(image.getRGB(x + 1, TOP + 20 + 3 * PIXEL + 8) & 0xFFFFFF)
        .as("the strongest, and blue")
        .isEqualTo(0x005A8F);
  }

  /** Where the only picture begins: behind the gap, in the middle of its caption. */
  private static int firstFrame(BufferedImage image) {
    for (int x = 1; x < image.getWidth(); x++) {
      if ((image.getRGB(x, TOP + 20 + 5) & 0xFFFFFF) == 0xC0C0C0) {
        return x + 1;
      }
    }
    throw new AssertionError("no frame");
  }

  @Test
  void whatDoesNotFitIsSaidInWords() {
    assertThatThrownBy(() -> ExplanationGrid.of("t", digit, Map.of()))
        .hasMessage("There is no explanation to draw for \"t\".");
    assertThatThrownBy(() -> ExplanationGrid.of("t", digit, Map.of("e", Nd4j.zeros(3, 4))))
        .hasMessage("The digit has 4 × 4 pixels, but \"e\" has 3 × 4.");
    assertThatThrownBy(() -> ExplanationGrid.of("t", Nd4j.zeros(2, 4, 4), Map.of("e", values)))
        .hasMessage(
            "One image has the shape [height, width], with dimensions of 1 before them at most, but \"digit\" has [2, 4, 4].");
  }
}
