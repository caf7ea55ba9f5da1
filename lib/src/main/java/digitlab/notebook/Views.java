package digitlab.notebook;

import digitlab.chart.Picture;
import digitlab.compare.Calibration;
import digitlab.compare.Comparison;
import digitlab.compare.SeedStudy;
import digitlab.model.Summary;
import digitlab.train.History;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.knowm.xchart.internal.chartpart.Chart;
import org.nd4j.evaluation.classification.Evaluation;
import tech.tablesaw.api.Table;

/** What is shown of a value, by its type. */
final class Views {
  /** The types that have a view of their own. */
  private static final Map<Class<?>, Function<Object, View>> BY_TYPE = new LinkedHashMap<>();

  static {
    add(View.class, view -> view);
    add(Table.class, TableView::of);
    add(Chart.class, PictureView::of);
    add(Picture.class, PictureView::of);
    add(BufferedImage.class, PictureView::of);
    add(Summary.class, summary -> TableView.of(summary.table()));
    add(MultiLayerNetwork.class, NetworkView::of);
    add(History.class, Views::history);
    add(Evaluation.class, EvaluationTable::of);
    add(Comparison.class, comparison -> TableView.of(comparison.table()));
    add(SeedStudy.class, study -> TableView.of(study.table()));
    add(Calibration.class, calibration -> TableView.of(calibration.table()));
    ArrayText.TYPES.forEach(type -> add(type, array -> TextView.of(ArrayText.of(array))));
  }

  private Views() {}

  /** The types that have a view of their own. */
  static Iterable<Class<?>> types() {
    return BY_TYPE.keySet();
  }

  /**
   * The view of anything. Where a picture cannot be drawn, the view says so: an error in a renderer
   * would hang some kernels.
   */
  static View of(Object thing) {
    for (Map.Entry<Class<?>, Function<Object, View>> type : BY_TYPE.entrySet()) {
      if (type.getKey().isInstance(thing)) {
        return safely(thing, type.getValue());
      }
    }
    return safely(thing, any -> TextView.of(visible(any)));
  }

  /** A description that can be seen, even of what describes itself by nothing. */
  private static String visible(Object thing) {
    String text = "" + thing; // the text of some things is null
    if (!text.isBlank()) {
      return text;
    }
    if (thing instanceof CharSequence || thing instanceof Character) {
      return '"' + text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"';
    }
    return "This %s is described by %s text."
        .formatted(name(thing), text.isEmpty() ? "an empty" : "a blank");
  }

  static <T> View safely(T thing, Function<? super T, View> view) {
    try {
      return view.apply(thing);
    } catch (Exception | Error e) {
      return TextView.of(cannotBeShown(thing, e));
    }
  }

  static String cannotBeShown(Object thing, Throwable error) {
    return "This %s cannot be shown: %s".formatted(name(thing), reason(error));
  }

  private static String name(Object thing) {
    String name = thing.getClass().getSimpleName();
    boolean isAnonymous = name.isEmpty() || name.startsWith("$"); // the latter in a cell
    return isAnonymous ? "object" : name;
  }

  /** Not even the description of an error may fail. */
  static String reason(Throwable error) {
    String name = error.getClass().getSimpleName();
    try {
      String message = error.getMessage();
      return message == null ? name : name + ": " + message;
    } catch (Exception | Error e) {
      return name;
    }
  }

  private static View history(History history) {
    History.Conditions conditions = history.conditions();
    return TableView.of(history.table()).below(conditions.remark()).below(conditions.caps());
  }

  private static <T> void add(Class<T> type, Function<? super T, View> view) {
    BY_TYPE.put(type, thing -> view.apply(type.cast(thing)));
  }
}
