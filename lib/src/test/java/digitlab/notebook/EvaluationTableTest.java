package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.evaluation.classification.EvaluationBinary;
import org.nd4j.evaluation.classification.ROC;
import org.nd4j.evaluation.regression.RegressionEvaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class EvaluationTableTest {
  @Test
  void meansOfTwoClassesAreThoseOfBoth() {
    Evaluation two = evaluated(new Evaluation(2), new int[] {0, 0, 0, 1}, new int[] {0, 0, 1, 1});

    assertThat(text(two))
        .containsExactly(
            "Evaluation: accuracy 0.7500",
            "class      precision  recall      F1  images",
            "0             1.0000  0.6667  0.8000       3",
            "1             0.5000  1.0000  0.6667       1",
            "mean, all     0.7500  0.8333  0.7333       4");
  }

  @Test
  void classThatWasNeverPredictedIsLeftOutAndNamed() {
    Evaluation same = evaluated(new Evaluation(3), new int[] {0, 1, 2, 0}, new int[] {0, 0, 0, 0});

    assertThat(text(same))
        .containsExactly(
            "Left out: precision of 1, 2 (never predicted).",
            "Evaluation: accuracy 0.5000",
            "class      precision  recall      F1  images",
            "0             0.5000  1.0000  0.6667       2",
            "1                     0.0000  0.0000       1",
            "2                     0.0000  0.0000       1",
            "mean, all     0.5000  0.3333  0.2222       4");
  }

  @Test
  void classWithoutImagesIsLeftOutOfTheRecall() {
    Evaluation none = evaluated(new Evaluation(3), new int[] {0, 1, 1}, new int[] {0, 1, 2});

    assertThat(text(none).get(0)).isEqualTo("Left out: recall of 2 (no images).");
    assertThat(text(none).get(6)).startsWith("mean, all     0.6667  0.7500  0.5556");
  }

  @Test
  void classThatNeitherIsNorWasPredictedHasNoF1() {
    Evaluation absent = evaluated(new Evaluation(12), new int[] {0, 0}, new int[] {0, 0});

    assertThat(text(absent).get(0))
        .startsWith("Left out: precision of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … (never predicted); ")
        .endsWith("; F1 of 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, … (neither images nor predictions).");
    assertThat(text(absent).get(15)).startsWith("mean, all     1.0000  1.0000  1.0000");
  }

  @Test
  void classesHaveTheirNames() {
    Evaluation named =
        evaluated(
            new Evaluation(List.of("shirt", "shoe", "bag")), new int[] {0, 1}, new int[] {0, 0});

    assertThat(text(named).get(0)).contains("precision of shoe, bag (never predicted)");
    assertThat(text(named)).anyMatch(line -> line.startsWith("shirt  "));
  }

  @Test
  void imagesHaveSeparators() {
    int[] many = new int[61_706];

    assertThat(text(evaluated(new Evaluation(2), many, many)).get(3)).endsWith("  61,706");
  }

  @Test
  void emptyEvaluationSaysThatNothingWasEvaluated() {
    for (Evaluation empty :
        List.of(new Evaluation(), new Evaluation(10), new Evaluation(List.of("a", "b")))) {
      assertThat(Views.of(empty).text())
          .isEqualTo(
              "Evaluation: nothing has been evaluated yet. network.evaluate(batches) gives one with"
                  + " results.");
    }
  }

  @Test
  void otherEvaluationsCanBeShownEmptyToo() {
    for (Object empty :
        List.of(new EvaluationBinary(), new ROC(), new RegressionEvaluation(), new ROC(10))) {
      assertThat(Views.of(empty).text())
          .doesNotContain("cannot be shown", "NullPointerException")
          .isNotBlank();
    }
  }

  private static Evaluation evaluated(Evaluation evaluation, int[] actual, int[] predicted) {
    int classes = evaluation.getLabelsList().size();
    evaluation.eval(oneHot(actual, classes), oneHot(predicted, classes));
    return evaluation;
  }

  private static INDArray oneHot(int[] labels, int classes) {
    INDArray rows = Nd4j.zeros(labels.length, classes);
    for (int i = 0; i < labels.length; i++) {
      rows.putScalar(i, labels[i], 1);
    }
    return rows;
  }

  private static List<String> text(Evaluation evaluation) {
    return Views.of(evaluation).text().lines().toList();
  }
}
