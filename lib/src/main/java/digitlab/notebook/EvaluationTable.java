package digitlab.notebook;

import digitlab.text.CountColumn;
import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.evaluation.classification.ConfusionMatrix;
import org.nd4j.evaluation.classification.Evaluation;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Deeplearning4j's evaluation of a classifier, a row for each class and one for all.
 *
 * <p>What would divide by zero is left out and named: the precision of a class that was never
 * predicted, the recall of one without images. The last row has the means of what stands above it;
 * Deeplearning4j's own, of two classes, are the values of the second.
 */
final class EvaluationTable {
  /** A caption names no more classes. */
  private static final int MOST_NAMED = 10;

  private final List<String> without = new ArrayList<>();
  private final List<String> names;
  private final Table table;

  private EvaluationTable(Evaluation evaluation) {
    ConfusionMatrix<Integer> matrix = evaluation.getConfusionMatrix();
    List<Integer> classes = matrix.getClasses();
    names = classes.stream().map(number -> name(evaluation, number)).toList();
    StringColumn rows = StringColumn.create("class", names);
    DoubleColumn precision = DoubleColumn.create("precision");
    DoubleColumn recall = DoubleColumn.create("recall");
    DoubleColumn f1 = DoubleColumn.create("F1");
    IntColumn images = CountColumn.of(IntColumn.create("images"));
    for (int number : classes) {
      double right = matrix.getCount(number, number);
      int predicted = matrix.getPredictedTotal(number);
      int actual = matrix.getActualTotal(number);
      precision.append(right / predicted);
      recall.append(right / actual);
      f1.append(2 * right / (predicted + actual));
      images.append(actual);
    }
    rows.append("mean, all");
    appendMean(precision, "never predicted");
    appendMean(recall, "no images");
    appendMean(f1, "neither images nor predictions");
    images.append(evaluation.getNumRowCounter());
    String caption = "Evaluation: accuracy " + Numbers.measure(evaluation.accuracy());
    table = Table.create(caption, rows, precision, recall, f1, images);
  }

  static View of(Evaluation evaluation) {
    if (evaluation.getConfusionMatrix() == null || evaluation.getNumRowCounter() == 0) {
      return TextView.of(
          "Evaluation: nothing has been evaluated yet. network.evaluate(batches) gives one with"
              + " results.");
    }
    EvaluationTable shown = new EvaluationTable(evaluation);
    return TableView.of(shown.table).below(shown.without());
  }

  private String without() {
    return without.isEmpty() ? "" : "Left out: %s.".formatted(String.join("; ", without));
  }

  private static String name(Evaluation evaluation, int number) {
    List<String> known = evaluation.getLabelsList();
    return known != null && number < known.size() ? known.get(number) : Integer.toString(number);
  }

  private void appendMean(DoubleColumn values, String why) {
    List<String> missing = new ArrayList<>();
    for (int row = 0; row < values.size(); row++) {
      if (values.isMissing(row)) {
        missing.add(names.get(row));
      }
    }
    if (!missing.isEmpty()) {
      String more = missing.size() > MOST_NAMED ? ", …" : "";
      String named = String.join(", ", missing.subList(0, Math.min(MOST_NAMED, missing.size())));
      without.add("%s of %s (%s)".formatted(values.name(), named + more, why));
    }
    values.append(values.mean());
  }
}
