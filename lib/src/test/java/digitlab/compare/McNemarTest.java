package digitlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McNemarTest {
  /** By hand: twice the share of the 2ⁿ splits that are at least as uneven, at most 1. */
  @ParameterizedTest
  @CsvSource({
    "10, 2, 0.03857421875", // 2 (66 + 12 + 1) / 4096
    "2, 10, 0.03857421875",
    "6, 0, 0.03125", // 2 / 64
    "5, 0, 0.0625", // 2 / 32
    "3, 1, 0.625", // 2 (4 + 1) / 16
    "5, 5, 1",
    "1, 0, 1",
    "0, 0, 1"
  })
  void pValueIsThatOfTheBinomialDistribution(int onlyFirst, int onlySecond, double expected) {
    assertThat(McNemar.of(onlyFirst, onlySecond).pValue())
        .isCloseTo(expected, Offset.offset(1e-12));
  }

  @Test
  void onlyDiscordantImagesCount() {
    int[] labels = {0, 1, 2, 3, 4, 5};
    int[] first = {0, 1, 2, 9, 9, 9};
    int[] second = {0, 9, 9, 3, 8, 9};

    McNemar test = McNemar.of(labels, first, second);

    assertThat(test.onlyFirst()).isEqualTo(2);
    assertThat(test.onlySecond()).isEqualTo(1);
  }

  @Test
  void differentLengthsAreNamed() {
    assertThatThrownBy(() -> McNemar.of(new int[3], new int[3], new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The test needs predictions for the same images: 3 labels, 3 and 2 predictions.");
  }
}
