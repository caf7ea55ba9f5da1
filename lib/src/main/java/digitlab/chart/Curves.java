package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.BasicStroke;
import java.awt.Font;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/**
 * Learning curves of training histories: tables with a column {@code epoch} and Keras' names.
 *
 * <p>Of a training that has diverged they show the values up to the last finite one, and the axis
 * of epochs says where that was.
 */
public final class Curves {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 380;
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE, SeriesMarkers.DIAMOND, SeriesMarkers.SQUARE, SeriesMarkers.TRIANGLE_UP
  };
  private static final Font PANEL_TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 13);
  private static final Font PANEL_LABEL = new Font(Font.SANS_SERIF, Font.PLAIN, 9);
  private static final float LINE_WIDTH = 2f;
  private static final float DASH = 5f;

  /** With more epochs than this, markers would hide the line. */
  private static final int MOST_MARKERS = 20;

  /** No mistake at all has no place on a logarithmic axis; it is drawn here. */
  private static final double FEWEST_MISTAKES = 1e-4;

  /** As a history's table tells the name of its loss: {@code Training history (loss: …)}. */
  private static final Pattern LOSS = Pattern.compile("\\(loss: (.+)\\)");

  private Curves() {}

  /** The accuracy on the training and on the validation set, epoch by epoch. */
  public static XYChart accuracy(String title, Table history) {
    return both(title, "accuracy (share of images)", history, "accuracy");
  }

  /**
   * The loss on the training and on the validation set, epoch by epoch. The axis names the loss if
   * the table's name does, as that of a {@code History} does.
   */
  public static XYChart loss(String title, Table history) {
    Matcher name = LOSS.matcher(Objects.toString(history.name(), ""));
    String axis = name.find() ? "loss (%s)".formatted(name.group(1)) : "loss";
    return both(title, axis, history, "loss");
  }

  /**
   * One column of several histories.
   *
   * @param column such as {@code val_accuracy}
   * @param histories by the name that the legend shows, in its order
   */
  public static XYChart compare(String title, String column, Map<String, Table> histories) {
    EpochChart chart = empty(title, column.replace("val_", "validation "));
    histories.forEach((name, history) -> add(chart, name, history, column));
    String diverged =
        histories.entrySet().stream()
            .flatMap(
                named ->
                    Divergence.epoch(named.getValue()).stream()
                        .mapToObj(epoch -> named.getKey() + " in epoch " + epoch))
            .collect(Collectors.joining(", "));
    if (!diverged.isEmpty()) {
      chart.setXAxisTitle("epoch (diverged: %s)".formatted(diverged));
    }
    return chart;
  }

  /**
   * The share of images taken for something else, on a logarithmic axis from 0.0001 to 1: small
   * enough to stand beside others of its kind in {@link Panels}.
   *
   * @param steps what the history's column {@code epoch} counts, such as {@code epoch}
   */
  public static XYChart mistakes(String title, String steps, Table history) {
    Table shares = Table.create(history.column("epoch"));
    for (String column : List.of("accuracy", "val_accuracy")) {
      shares.addColumns(
          history
              .numberColumn(column)
              .multiply(-1)
              .add(1)
              .map(share -> Math.max(share, FEWEST_MISTAKES))
              .setName(column));
    }
    XYChart chart = both(title, "share of mistakes", shares, "accuracy");
    chart.setXAxisTitle(axis(steps, history));
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(FEWEST_MISTAKES).setYAxisMax(1.0);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setChartTitleFont(PANEL_TITLE);
    chart.getStyler().setAxisTickLabelsFont(PANEL_LABEL);
    chart.getStyler().setYAxisDecimalPattern("0.####");
    return chart;
  }

  private static XYChart both(String title, String axis, Table history, String column) {
    EpochChart chart = empty(title, axis);
    add(chart, "training", history, column);
    XYSeries validation = add(chart, "validation", history, "val_" + column);
    validation.setLineStyle(
        new BasicStroke(
            LINE_WIDTH,
            BasicStroke.CAP_BUTT,
            BasicStroke.JOIN_ROUND,
            1,
            new float[] {DASH, DASH},
            0));
    chart.setXAxisTitle(axis("epoch", history));
    return chart;
  }

  private static String axis(String steps, Table history) {
    OptionalInt epoch = Divergence.epoch(history);
    return epoch.isEmpty()
        ? steps
        : "%s (the training diverged in %s %d)".formatted(steps, steps, epoch.getAsInt());
  }

  private static EpochChart empty(String title, String axis) {
    EpochChart chart =
        new EpochChart(
            new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("epoch")
                .yAxisTitle(axis));
    ChartTheme.apply(chart.getStyler());
    chart.getStyler().setYAxisDecimalPattern("0.000");
    return chart;
  }

  private static XYSeries add(EpochChart chart, String name, Table history, String column) {
    int index = chart.getSeriesMap().size();
    double[] epochs = history.numberColumn("epoch").asDoubleArray();
    if (epochs.length == 0) {
      throw new IllegalArgumentException(
          "The history of \"%s\" has no epoch yet: there is no curve to draw.".formatted(name));
    }
    XYSeries series = chart.addLine(name, epochs, history.numberColumn(column).asDoubleArray());
    boolean marked = epochs.length <= MOST_MARKERS;
    series.setMarker(marked ? MARKERS[index % MARKERS.length] : SeriesMarkers.NONE);
    series.setLineWidth(LINE_WIDTH);
    if (epochs.length == 1) {
      chart.getStyler().setXAxisMin(epochs[0] - 0.5).setXAxisMax(epochs[0] + 0.5);
    }
    return series;
  }

  /**
   * Only whole epochs get a label: there is no epoch 1.5. XChart cannot measure an empty label, and
   * draws no tick at all where both ends of the axis have the same one.
   */
  static String wholeEpoch(double epoch) {
    if (Math.abs(epoch - Math.rint(epoch)) < 1e-6) {
      return Numbers.count(Math.round(epoch));
    }
    return Math.floor(epoch) % 2 == 0 ? " " : "  ";
  }
}
