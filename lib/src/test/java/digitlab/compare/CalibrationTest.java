package digitlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.compare.Calibration.Bin;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import tech.tablesaw.api.Table;

class CalibrationTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-6);

  /** Two images at 0.8 and 0.84 (one right), one at 0.6 (right), one at 1 (right). */
  private final Calibration calibration =
      Calibration.of(
          Nd4j.create(new float[][] {{0.8f, 0.2f}, {0.16f, 0.84f}, {0.4f, 0.6f}, {0, 1}}),
          new int[] {0, 0, 1, 1});

  @Test
  void imagesStandInTheBinOfTheirConfidence() {
    assertThat(calibration.bins()).extracting(Bin::from).containsExactly(0.6, 0.8, 0.9);
    assertThat(calibration.bins()).extracting(Bin::images).containsExactly(1, 2, 1);
    assertThat(calibration.bins()).extracting(Bin::right).containsExactly(1, 1, 1);
    assertThat(calibration.bins().get(1).confidence()).isCloseTo(0.82, ROUNDING);
    assertThat(calibration.bins().get(1).accuracy()).isEqualTo(0.5);
  }

  @Test
  void meansAreTakenOverAllImages() {
    Bin whole = calibration.whole();

    assertThat(whole.images()).isEqualTo(4);
    assertThat(whole.accuracy()).isEqualTo(0.75);
    assertThat(whole.confidence()).isCloseTo((0.8 + 0.84 + 0.6 + 1) / 4, ROUNDING);
  }

  /** 0.4 in the first bin, 0.32 for two images in the second, 0 in the third. */
  @Test
  void errorIsTheMeanDistanceOfConfidenceAndAccuracy() {
    assertThat(calibration.error()).isCloseTo((0.4 + 2 * 0.32 + 0) / 4, ROUNDING);
  }

  @Test
  void networkThatIsAsOftenRightAsItIsSureHasNoError() {
    INDArray sure = Nd4j.create(new float[][] {{0.75f, 0.25f}}).repeat(0, 4);

    assertThat(Calibration.of(sure, new int[] {0, 0, 0, 1}).error()).isCloseTo(0, ROUNDING);
  }

  /** The rule of three and its exact form: with n of n right, the lower end is 0.025^(1/n). */
  @Test
  void intervalOfAllRightEndsAtOne() {
    Bin bin = new Bin(0.9, 1, 20, 20, 0.95);

    assertThat(bin.low()).isCloseTo(Math.pow(0.025, 1.0 / 20), ROUNDING);
    assertThat(bin.high()).isEqualTo(1);
  }

  @Test
  void intervalOfAllWrongBeginsAtZero() {
    Bin bin = new Bin(0.9, 1, 20, 0, 0.95);

    assertThat(bin.low()).isZero();
    assertThat(bin.high()).isCloseTo(1 - Math.pow(0.025, 1.0 / 20), ROUNDING);
  }

  /** The value of R: {@code binom.test(7, 20)$conf.int}. */
  @Test
  void intervalIsTheExactOneOfTheBinomialDistribution() {
    Bin bin = new Bin(0.3, 0.4, 20, 7, 0.35);

    assertThat(bin.low()).isCloseTo(0.1539092, Offset.offset(1e-6));
    assertThat(bin.high()).isCloseTo(0.5921885, Offset.offset(1e-6));
  }

  @Test
  void tableHasARowForEachBin() {
    Table table = calibration.table();

    assertThat(table.columnNames())
        .containsExactly("from", "to", "images", "confidence", "accuracy", "low", "high");
    assertThat(table.rowCount()).isEqualTo(3);
    assertThat(table.intColumn("images").asList()).containsExactly(1, 2, 1);
    assertThat(table.doubleColumn("high").get(0)).isEqualTo(1);
  }

  @Test
  void labelsForOtherImagesAreRefused() {
    assertThatThrownBy(() -> Calibration.of(Nd4j.ones(3, 10).div(10), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 labels need probabilities of shape [2, classes], but they have [3, 10].");
  }

  @Test
  void noImageIsRefused() {
    assertThatThrownBy(() -> Calibration.of(Nd4j.ones(1, 10), IntStream.empty().toArray()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("0 labels need");
  }

  @Test
  void numbersThatAreNoProbabilitiesAreRefused() {
    for (float[] row : new float[][] {{2, 3}, {1.5f, -0.5f}, {Float.NaN, 1}}) {
      assertThatThrownBy(() -> Calibration.of(Nd4j.create(new float[][] {{0, 1}, row}), new int[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The numbers of image 1 are no probabilities: they must not be negative and add up to 1. Does the network end with a softmax?");
    }
  }
}
