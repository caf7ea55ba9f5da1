package digitlab.chart;

import java.awt.BasicStroke;
import java.util.Map;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
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
  private static final float DASH = 5f;

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

  private static XYChart both(String title, String axis, Table history, String column) {
    XYChart chart = empty(title, axis);
    add(chart, "training", history, column);
    XYSeries validation = add(chart, "validation", history, "val_" + column);
    validation.setLineStyle(
        new BasicStroke(
            2, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {DASH, DASH}, 0));
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
    Palette.apply(chart.getStyler());
    chart.getStyler().setYAxisDecimalPattern("0.000");
    return chart;
  }

  private static XYSeries add(XYChart chart, String name, Table history, String column) {
    int index = chart.getSeriesMap().size();
    double[] epochs = history.numberColumn("epoch").asDoubleArray();
    XYSeries series = chart.addSeries(name, epochs, history.numberColumn(column).asDoubleArray());
    series.setMarker(MARKERS[index % MARKERS.length]);
    series.setLineWidth(2);
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
    return Math.abs(epoch - Math.rint(epoch)) < 1e-6 ? "%.0f".formatted(epoch) : " ";
  }
}
