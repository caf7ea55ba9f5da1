package digitlab.check;

import digitlab.chart.Picture;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Checks of what a student has made: silent if it is right, else a {@link NotYetRight} whose
 * message helps without telling the answer.
 *
 * <p>Common to all of them: {@code name} is what the student calls the thing, {@code hint} is a
 * sentence on where to look. An answer may be null or of another type than expected: that gives a
 * message, too. They are void, so that no value of theirs is taken for a score.
 */
public final class Check {
  private Check() {}

  /** There is an answer at all; the checks below look for that themselves. */
  public static void answered(String name, Object answer) {
    Answers.given(name, answer);
  }

  /** A prediction has been made; which one does not matter. */
  public static void predicted(String name, Object answer) {
    if (answer == null || answer instanceof String text && text.isBlank()) {
      throw new NotYetRight(
          name
              + " has no prediction yet. Write what you expect before you go on; it counts even if"
              + " it turns out wrong.");
    }
    Answers.given(name, answer);
  }

  /** One of several choices has been predicted; capitals and spaces around it do not matter. */
  public static void predicted(String name, Object answer, List<String> choices) {
    predicted(name, answer);
    if (choices.stream().noneMatch(choice -> choice.equalsIgnoreCase(answer.toString().strip()))) {
      throw new NotYetRight(
          "%s is \"%s\". Choose one of these: %s."
              .formatted(name, answer, String.join(", ", choices)));
    }
  }

  /** The right one of several choices; capitals and spaces around it do not matter. */
  public static void choice(String name, Object answer, String expected, String hint) {
    Object given = Answers.given(name, answer);
    if (!expected.equalsIgnoreCase(given.toString().strip())) {
      throw new NotYetRight("%s is \"%s\", which is not right. %s".formatted(name, given, hint));
    }
  }

  /** A whole number, whose right value the message does not tell. */
  public static void equal(String name, Object answer, long expected, String hint) {
    close(name, answer, expected, 0, hint);
  }

  /** What a student's method returns for one call, such as {@code side(28, 3)}. */
  public static void equal(String call, Callable<?> method, long expected, String hint) {
    close(call, Answers.result(call, method), expected, 0, hint);
  }

  /** A number up to a tolerance; the message does not tell the right value. */
  public static void close(
      String name, Object answer, double expected, double tolerance, String hint) {
    double found = Answers.number(name, answer);
    // Written so that NaN fails.
    if (!(Math.abs(found - expected) <= tolerance)) {
      throw new NotYetRight(
          "%s is %s, which is not right. %s".formatted(name, Answers.text(found), hint));
    }
  }

  /** What a student's method returns for one call, up to a tolerance. */
  public static void close(
      String call, Callable<?> method, double expected, double tolerance, String hint) {
    close(call, Answers.result(call, method), expected, tolerance, hint);
  }

  /** A number that must reach a limit which the task names, such as an accuracy. */
  public static void atLeast(String name, Object answer, double limit, String hint) {
    double found = Answers.number(name, answer);
    if (!(found >= limit)) {
      throw new NotYetRight(
          "%s is %s, but should be at least %s. %s"
              .formatted(name, Answers.text(found), Answers.text(limit), hint));
    }
  }

  /** The shape of an array, which the task tells: {@code List.of(1000, 1, 28, 28)}. */
  public static void shape(String name, Object answer, List<Integer> expected, String hint) {
    ArrayChecks.shape(name, tensor(name, answer), expected, hint);
  }

  /** The type of an array's numbers, which the task tells. */
  public static void type(String name, Object answer, DataType expected, String hint) {
    DataType found = tensor(name, answer).dataType();
    if (found != expected) {
      throw new NotYetRight(
          "%s holds numbers of the type %s, but should hold %s. %s"
              .formatted(name, found, expected, hint));
    }
  }

  /** The smallest and the largest number of an array, which the task tells. */
  public static void range(String name, Object answer, double low, double high, String hint) {
    ArrayChecks.range(name, tensor(name, answer), low, high, hint);
  }

  /** An array of the same shape and numbers, up to a tolerance; tells the first wrong place. */
  public static void same(
      String name, Object answer, INDArray expected, double tolerance, String hint) {
    ArrayChecks.same(name, tensor(name, answer), expected, tolerance, hint);
  }

  /**
   * What a student's method returns, a {@code double[][][]} or another nested array: the same shape
   * and numbers, up to a tolerance. Tells how many entries are wrong, and of the worst one where it
   * is and how far off.
   *
   * @param expected a nested array or an {@link INDArray}
   */
  public static void entries(
      String call, Callable<?> method, Object expected, double tolerance, String hint) {
    NestedArray found = NestedArray.of(call, Answers.result(call, method));
    EntryChecks.same(call, found, NestedArray.of("expected", expected), tolerance, hint);
  }

  /**
   * What a student's method returns is the gradient of a loss: compared with numerical differences
   * at every entry, to 1e-5 of the largest one. Tells what {@link #entries} tells.
   *
   * @param values nested arrays of {@code double} by which the gradient is taken; each entry is
   *     changed a little and put back
   * @param loss computed anew from these values
   */
  public static void gradient(
      String call, Callable<?> method, Object values, DoubleSupplier loss, String hint) {
    NestedArray found = NestedArray.of(call, Answers.result(call, method));
    EntryChecks.gradient(call, found, NestedArray.of("values", values), loss, hint);
  }

  /** One-hot labels {@code [n, classes]}: in each row a single 1, at the place of its label. */
  public static void oneHot(String name, Object answer, int[] labels, int classes, String hint) {
    ArrayChecks.oneHot(name, tensor(name, answer), labels, classes, hint);
  }

  /** A picture of at least this size in pixels on which there is something to see. */
  public static void picture(String name, Object answer, int width, int height, String hint) {
    Object given = Answers.given(name, answer);
    Object image = given instanceof Picture picture ? picture.image() : given;
    PictureChecks.check(
        name, Answers.as(BufferedImage.class, "a picture", name, image), width, height, hint);
  }

  /** An XChart chart with data, a title, and titles on both axes. */
  public static void chart(String name, Object answer, String hint) {
    ChartChecks.labelled(name, chart(name, answer), hint);
  }

  /** A chart with a visible legend that tells at least so many series apart. */
  public static void legend(String name, Object answer, int series, String hint) {
    ChartChecks.legend(name, chart(name, answer), series, hint);
  }

  /** A line of an XChart chart, under the name that the task tells, through these values. */
  public static void line(String name, Object answer, String line, double[] values, String hint) {
    ChartChecks.line(
        name, Answers.as(XYChart.class, "an XYChart", name, answer), line, values, hint);
  }

  /** The number of a network's parameters, which the message does not tell. */
  public static void parameters(String name, Object answer, long expected, String hint) {
    NetworkChecks.parameters(name, network(name, answer), expected, hint);
  }

  /** Kinds, outputs and parameters of a network's layers are those of another one. */
  public static void layers(
      String name, Object answer, MultiLayerConfiguration expected, String hint) {
    NetworkChecks.layers(name, network(name, answer), expected, hint);
  }

  /** The kinds and settings of a network's layers are those of another one, in its order. */
  public static void kinds(
      String name, Object answer, MultiLayerConfiguration expected, String hint) {
    NetworkChecks.kinds(name, network(name, answer), expected, hint);
  }

  /** The outputs of a network's layers have the shapes of those of another one. */
  public static void outputs(
      String name, Object answer, MultiLayerConfiguration expected, String hint) {
    NetworkChecks.outputs(name, network(name, answer), expected, hint);
  }

  private static INDArray tensor(String name, Object answer) {
    return Answers.as(INDArray.class, "an INDArray", name, answer);
  }

  private static Chart<?, ?> chart(String name, Object answer) {
    return Answers.as(Chart.class, "a chart", name, answer);
  }

  private static MultiLayerNetwork network(String name, Object answer) {
    return Answers.as(MultiLayerNetwork.class, "a MultiLayerNetwork", name, answer);
  }
}
