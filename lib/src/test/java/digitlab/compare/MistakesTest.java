package digitlab.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.Table;

class MistakesTest {
  private static final int[] LABELS = {4, 9, 4, 7, 9, 1};

  /** Image 0 and 2 are wrong for all, 1 for one network, 3 for two that do not agree. */
  private final Mistakes mistakes =
      new Mistakes(
          LABELS,
          List.of(
              new int[] {9, 4, 6, 7, 9, 1},
              new int[] {9, 9, 9, 2, 9, 1},
              new int[] {9, 9, 9, 1, 9, 1}));

  @Test
  void imagesThatEveryNetworkGetsWrong() {
    assertThat(mistakes.ofAll()).containsExactly(0, 2);
  }

  @Test
  void networksThatAreWrongAreCounted() {
    assertThat(List.of(0, 1, 2, 3, 4))
        .extracting(mistakes::networksWrongOn)
        .containsExactly(3, 1, 3, 2, 0);
  }

  @Test
  void usualAnswerIsThatOfMostNetworks() {
    assertThat(mistakes.usualAnswer(0)).isEqualTo(9);
    assertThat(mistakes.usualAnswer(2)).isEqualTo(9);
    assertThat(mistakes.votes(2, 9)).isEqualTo(2);
  }

  @Test
  void usualAnswerOfATieIsTheSmallest() {
    assertThat(mistakes.usualAnswer(3)).isEqualTo(1);
  }

  @Test
  void imageWithoutMistakesHasNoUsualAnswer() {
    assertThatThrownBy(() -> mistakes.usualAnswer(5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("No network gets image 5 wrong.");
  }

  @Test
  void pairsCountEveryNetworksMistakesInBothDirectionsTheMostConfusedFirst() {
    Table pairs = mistakes.pairs();

    assertThat(pairs.columnNames())
        .containsExactly("digit A", "digit B", "A taken for B", "B taken for A", "mistakes");
    assertThat(pairs.intColumn("digit A").asList()).containsExactly(4, 1, 2, 4);
    assertThat(pairs.intColumn("digit B").asList()).containsExactly(9, 7, 7, 6);
    assertThat(pairs.intColumn("A taken for B").asList()).containsExactly(5, 0, 0, 1);
    assertThat(pairs.intColumn("B taken for A").asList()).containsExactly(1, 1, 1, 0);
    assertThat(pairs.intColumn("mistakes").asList()).containsExactly(6, 1, 1, 1);
  }

  @Test
  void imagesBetweenTwoClassesComeWithThoseOfMostNetworksFirst() {
    assertThat(mistakes.between(4, 9)).containsExactly(0, 2, 1);
    assertThat(mistakes.between(9, 4)).containsExactly(0, 2, 1);
    assertThat(mistakes.between(0, 8)).isEmpty();
  }

  @Test
  void networksWithoutMistakesHaveNoPairs() {
    Mistakes none = new Mistakes(LABELS, List.of(LABELS));

    assertThat(none.pairs().rowCount()).isZero();
    assertThat(none.ofAll()).isEmpty();
  }

  @Test
  void predictionsForOtherImagesAreRefused() {
    assertThatThrownBy(() -> new Mistakes(LABELS, List.of(LABELS, new int[5])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The networks must be asked about the same images: 6 labels, but 5 predictions of network 2.");
  }

  @Test
  void noNetworkIsRefused() {
    assertThatThrownBy(() -> new Mistakes(LABELS, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Mistakes are made by at least one network, not by none.");
  }
}
