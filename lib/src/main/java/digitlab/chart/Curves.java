package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.BasicStroke;
import java.awt.Font;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/** Learning curves of training histories: tables with a column {@code epoch} and Keras' names. */
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

  private Curves() {}

  /** The accuracy on the training and on the validation set, epoch by epoch. */
  public static XYChart accuracy(String title, Table history) {
    return both(title, "accuracy (share of images)", history, "accuracy");
  }

  /** The loss on the training and on the validation set, epoch by epoch. */
  public static XYChart loss(String title, Table history) {
    return both(title, "loss (cross-entropy)", history, "loss");
  }

  /**
   * One column of several histories.
   *
   * @param column such as {@code val_accuracy}
   * @param histories by the name that the legend shows, in its order
   */
  public static XYChart compare(String title, String column, Map<String, Table> histories) {
    XYChart chart = empty(title, column.replace("val_", "validation "));
    histories.forEach((name, history) -> add(chart, name, history, column));
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
    chart.setXAxisTitle(steps);
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
    XYChart chart = empty(title, axis);
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
    return chart;
  }

  private static XYChart empty(String title, String axis) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("epoch")
            .yAxisTitle(axis)
            .build();
    ChartTheme.apply(chart.getStyler());
    chart.getStyler().setYAxisDecimalPattern("0.000");
    return chart;
  }

  private static XYSeries add(XYChart chart, String name, Table history, String column) {
    int index = chart.getSeriesMap().size();
    double[] epochs = history.numberColumn("epoch").asDoubleArray();
    XYSeries series = chart.addSeries(name, epochs, history.numberColumn(column).asDoubleArray());
    boolean marked = epochs.length <= MOST_MARKERS;
    series.setMarker(marked ? MARKERS[index % MARKERS.length] : SeriesMarkers.NONE);
    series.setLineWidth(LINE_WIDTH);
    wholeEpochs(chart, epochs);
    return series;
  }

  /** Only whole epochs get a label: there is no epoch 1.5. */
  private static void wholeEpochs(XYChart chart, double[] epochs) {
    chart.setCustomXAxisTickLabelsFormatter(Curves::wholeEpoch);
    if (epochs.length == 1) {
      chart.getStyler().setXAxisMin(epochs[0] - 0.5).setXAxisMax(epochs[0] + 0.5);
    }
  }

  /** The label of a place on the axis of epochs; XChart cannot measure an empty one. */
  static String wholeEpoch(double epoch) {
    return Math.abs(epoch - Math.rint(epoch)) < 1e-6 ? Numbers.count(Math.round(epoch)) : " ";
  }
}
