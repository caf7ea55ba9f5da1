package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which name was meant. */
class SpellingTest {
  private static final List<String> KNOWN =
      List.of("right", "all", "network", "accuracy", "MultiLayerNetwork", "Date", "x1");

  @ParameterizedTest
  @CsvSource({
    "rigth, right",
    "acuracy, accuracy",
    "acurracy, accuracy",
    "netwrk, network",
    "Network, network",
    "MultilayerNetwrok, MultiLayerNetwork",
  })
  void theNearestKnownNameIsSuggested(String typed, String meant) {
    assertThat(Spelling.nearest(typed, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"later", "g", "x2", "left", "weight"})
  void aNameThatIsLikeNoOtherGetsNoSuggestion(String typed) {
    assertThat(Spelling.nearest(typed, KNOWN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"rigth, right", "acuracy, accuracy", "netwerk, network", "lenngth, length"})
  void lettersInTheWordThatAreSwappedWrongMissingOrTooManyAreATypingMistake(
      String typed, String known) {
    assertThat(Spelling.isSlip(typed, known)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "values, value",
    "x1, x2",
    "lossOf1, lossOf2",
    "curveA, curveB",
    "xMean, yMean",
    "map, max",
    "row_a_mean, row_b_mean",
    "lossAtEnd, lossOfEnd",
    "Network, network",
  })
  void namesThatPeopleTellApartAreNoTypingMistake(String one, String other) {
    assertThat(Spelling.isSlip(one, other)).isFalse();
    assertThat(Spelling.isSlip(other, one)).isFalse();
  }

  @Test
  void aNameIsNoSuggestionForItself() {
    assertThat(Spelling.nearest("right", KNOWN)).isEmpty();
  }
}
