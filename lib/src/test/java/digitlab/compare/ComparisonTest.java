package digitlab.compare;

import static digitlab.testing.SmallNetworks.answeringZero;
import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.softmax;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.data.Mnist;
import digitlab.step.EvaluationResult;
import digitlab.testing.RealDigits;
import digitlab.train.Epoch;
import digitlab.train.History;
import digitlab.train.KeptNetworks;
import digitlab.train.TrainedNetworks;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import tech.tablesaw.api.Table;

class ComparisonTest {
  private static final int BATCH = 32;

  @TempDir Path directory;

  private final Mnist data = RealDigits.first(640, 200);
  private TrainedNetworks kept;
  private Comparison comparison;

  @BeforeEach
  void empty() {
    kept = KeptNetworks.in(directory, data);
    comparison = Comparison.on(data, 1, BATCH, kept);
  }

  @Test
  void networkIsTrainedAndKept() {
    comparison.add("regression", learning(1));

    ComparedNetwork compared = comparison.network("regression");
    assertThat(compared.history().epochs()).hasSize(1);
    assertThat(compared.evaluation().accuracy()).isGreaterThan(0.5);
    assertThat(compared.evaluation().predicted()).hasSize(200);
    assertThat(kept.find(learning(1), 1, BATCH).orElseThrow().network().params())
        .isEqualTo(compared.network().params());
  }

  @Test
  void stoppedTrainingTakesNoPartAndNoOtherIsBegun() {
    kept.keep(
        start(learning(3)),
        new History(List.of(new Epoch(1, 1, 0, 1, 0, 1, 1)), conditions("")),
        1);
    Thread.currentThread().interrupt();

    comparison.add("stopped", learning(1));
    comparison.add("not begun", learning(2));
    comparison.add("trained before", learning(3));

    assertThat(comparison.networks())
        .extracting(ComparedNetwork::name)
        .containsExactly("trained before");
    assertThat(kept.find(learning(1), 1, BATCH)).isEmpty();
    assertThat(kept.find(learning(2), 1, BATCH)).isEmpty();
  }

  @Test
  void keptNetworkIsUsedAsItIs() {
    MultiLayerNetwork unusual = start(learning(1));
    unusual.params().assign(0.125);
    History history = new History(List.of(new Epoch(1, 42, 0.5, 1, 0.5, 7, 1)), conditions(""));
    kept.keep(unusual, history, 1);

    comparison.add("regression", learning(1));

    assertThat(comparison.network("regression").network().params()).isEqualTo(unusual.params());
    assertThat(comparison.network("regression").history()).isEqualTo(history);
  }

  @Test
  void configurationIsNotChangedByTheTraining() {
    var configuration = learning(1);
    String before = configuration.toJson();

    comparison.add("regression", configuration);

    assertThat(configuration.toJson()).isEqualTo(before);
  }

  /** The two losses are one function of different labels. */
  @Test
  void networkWithIntegerLabelsLearnsTheSameAsWithOneHotOnes() {
    comparison.add("one-hot", learning(1));
    comparison.add(
        "integers", softmax(1, WeightInit.XAVIER_UNIFORM, new Adam(1e-2), new LossSparseMCXENT()));

    EvaluationResult integers = comparison.network("integers").evaluation();
    EvaluationResult oneHot = comparison.network("one-hot").evaluation();
    assertThat(integers.accuracy()).isEqualTo(oneHot.accuracy()).isGreaterThan(0.5);
    assertThat(integers.loss()).isCloseTo(oneHot.loss(), Offset.offset(1e-4));
  }

  @Test
  void networkOfTheSameNameIsReplaced() {
    comparison.add("mine", learning(1));
    comparison.add("other", learning(2));
    comparison.add("mine", answeringZero(1));

    assertThat(comparison.networks())
        .extracting(ComparedNetwork::name)
        .containsExactly("other", "mine");
    assertThat(comparison.network("mine").evaluation().predicted()).containsOnly(0);
  }

  @Test
  void tableHasARowForEachNetwork() {
    comparison.add("regression", learning(1));
    comparison.add("zero", answeringZero(1));

    Table table = comparison.table();

    assertThat(table.columnNames())
        .containsExactly(
            "network",
            "parameters",
            "seconds per epoch",
            "final loss",
            "test loss",
            "test accuracy");
    assertThat(table.stringColumn("network").asList()).containsExactly("regression", "zero");
    assertThat(table.longColumn("parameters").asList()).containsExactly(7_850L, 7_850L);
    ComparedNetwork first = comparison.network("regression");
    assertThat(table.doubleColumn("test accuracy").get(0)).isEqualTo(first.evaluation().accuracy());
    assertThat(table.doubleColumn("test loss").get(0)).isEqualTo(first.evaluation().loss());
    assertThat(table.doubleColumn("final loss").get(0)).isEqualTo(first.history().last().loss());
  }

  @Test
  void testsComeForEachPair() {
    comparison.add("a", learning(1));
    comparison.add("zero", answeringZero(1));
    comparison.add("zero again", answeringZero(2));

    Table tests = comparison.tests();

    assertThat(tests.columnNames())
        .containsExactly(
            "network A",
            "network B",
            "only A right",
            "only B right",
            "p value",
            "corrected p",
            "verdict");
    assertThat(tests.stringColumn("network A").asList()).containsExactly("a", "a", "zero");
    assertThat(tests.stringColumn("network B").asList())
        .containsExactly("zero", "zero again", "zero again");
    assertThat(tests.stringColumn("verdict").asList())
        .containsExactly("a is better", "a is better", "no difference shown");
    assertThat(tests.doubleColumn("p value").get(2)).isEqualTo(1);
  }

  @Test
  void verdictNamesTheBetterOneWhateverTheOrder() {
    comparison.add("zero", answeringZero(1));
    comparison.add("a", learning(1));

    Table tests = comparison.tests();

    assertThat(tests.stringColumn("verdict").asList()).containsExactly("a is better");
  }

  @Test
  void conclusionSaysBetterWhereTheTestDoes() {
    comparison.add("zero", answeringZero(1));
    comparison.add("regression", learning(1));

    assertThat(comparison.conclusion())
        .startsWith("regression has the highest test accuracy, 0.")
        .contains(" on 200 images.")
        .contains("It is better than zero (")
        .contains("McNemar's test: p < 0.0001)")
        .contains(
            "Use regression: it is the only one that no other matches, with 7,850 parameters");
  }

  @Test
  void conclusionDoesNotSayBetterWhereTheTestDoesNot() {
    comparison.add("zero", answeringZero(1));
    comparison.add("nought", answeringZero(2));

    assertThat(comparison.conclusion())
        .contains("the test shows no difference (p = 1.0000)")
        .contains("of the networks that the test cannot tell apart")
        .doesNotContain("better");
  }

  @Test
  void conclusionTellsTheCaps() {
    History capped =
        new History(
            List.of(new Epoch(1, 1, 0.5, 1, 0.5, 7, 1)),
            conditions("Capped run: at most 1 epoch."));
    kept.keep(start(learning(1)), capped, 1);
    kept.keep(start(learning(2)), capped, 1);

    comparison.add("a", learning(1));
    comparison.add("b", learning(2));

    assertThat(comparison.conclusion()).endsWith("Capped run: at most 1 epoch.");
  }

  @Test
  void oneNetworkIsNoComparison() {
    comparison.add("a", answeringZero(1));

    assertThat(comparison.conclusion()).isEqualTo("A comparison needs at least two networks.");
  }

  @Test
  void mistakesAreTheImagesThatAreNotClassifiedRightly() {
    comparison.add("zero", answeringZero(1));

    int[] mistakes = comparison.mistakes("zero");

    assertThat(comparison.labels()).hasSize(200).startsWith(7, 2, 1, 0, 4);
    assertThat(mistakes).startsWith(0, 1, 2, 4).doesNotContain(3);
    assertThat(mistakes.length)
        .isEqualTo(
            (int) Math.round(200 * (1 - comparison.network("zero").evaluation().accuracy())));
  }

  @Test
  void unknownNameListsTheKnownOnes() {
    comparison.add("zero", answeringZero(1));

    assertThatThrownBy(() -> comparison.mistakes("one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no network \"one\" in the comparison, only [zero].");
  }

  private static History.Conditions conditions(String caps) {
    return new History.Conditions("stock", 1, BATCH, caps, "");
  }
}
