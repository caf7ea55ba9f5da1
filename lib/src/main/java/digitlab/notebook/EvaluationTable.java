package digitlab.notebook;

import digitlab.text.Numbers;
import org.nd4j.evaluation.classification.Evaluation;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Deeplearning4j's evaluation of a classifier, a row for each class and one for all. */
final class EvaluationTable {
  private EvaluationTable() {}

  static Table of(Evaluation evaluation) {
    StringColumn digit = StringColumn.create("class");
    DoubleColumn precision = DoubleColumn.create("precision");
    DoubleColumn recall = DoubleColumn.create("recall");
    DoubleColumn f1 = DoubleColumn.create("F1");
    IntColumn images = IntColumn.create("images");
    for (int i = 0; i < evaluation.getConfusionMatrix().getClasses().size(); i++) {
      digit.append(Integer.toString(i));
      precision.append(evaluation.precision(i));
      recall.append(evaluation.recall(i));
      f1.append(evaluation.f1(i));
      images.append(evaluation.getConfusionMatrix().getActualTotal(i));
    }
    digit.append("mean, all");
    precision.append(evaluation.precision());
    recall.append(evaluation.recall());
    f1.append(evaluation.f1());
    images.append(evaluation.getNumRowCounter());
    return Table.create(
        "Evaluation: accuracy " + Numbers.measure(evaluation.accuracy()),
        digit,
        precision,
        recall,
        f1,
        images);
  }
}
