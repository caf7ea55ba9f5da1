package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Table;

/**
 * A reliability diagram: accuracy against confidence. Points below the diagonal mean that the
 * network is overconfident.
 */
public final class ReliabilityDiagram {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 460;

  /** Just below the axis, where no interval can reach. */
  private static final double BELOW_THE_AXIS = -0.025;

  private static final float DASH = 5f;
  private static final Font COUNT = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  private ReliabilityDiagram() {}

  /**
   * The diagram of one network.
   *
   * @param bins a row for each range of confidence, with the columns {@code images}, {@code
   *     confidence} and {@code accuracy} (0…1), and {@code low} and {@code high}, the ends of the
   *     accuracy's interval
   */
  public static XYChart of(String title, Table bins) {
    if (bins.isEmpty()) {
      throw new IllegalArgumentException("There is no image whose reliability could be shown.");
    }
    XYChartBuilder builder =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle("confidence (mean probability of the predicted class)")
            .yAxisTitle("accuracy (share of images)");
    XYChart chart = new DescribedXYChart(builder, describe(bins), bins.copy().setName(title));
    ChartTheme.apply(chart.getStyler());
    chart.getStyler().setXAxisMin(0.0).setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
    chart.getStyler().setAnnotationTextFont(COUNT);
    diagonal(chart);
    intervals(chart, bins);
    double[] confidence = bins.doubleColumn("confidence").asDoubleArray();
    double[] accuracy = bins.doubleColumn("accuracy").asDoubleArray();
    XYSeries points = chart.addSeries("accuracy", confidence, accuracy);
    points.setLineStyle(SeriesLines.NONE);
    points.setMarkerColor(ChartTheme.colour(0));
    points.setMarker(SeriesMarkers.CIRCLE);
    counts(chart, bins);
    return chart;
  }

  private static String describe(Table bins) {
    long below =
        bins.stream()
            .filter(bin -> bin.getDouble("accuracy") < bin.getDouble("confidence"))
            .count();
    String ends =
        Stream.of(0, bins.rowCount() - 1)
            .distinct()
            .map(bins::row)
            .map(
                bin ->
                    "accuracy %s (95 %% interval from %s to %s) at confidence %s (%s images)"
                        .formatted(
                            Numbers.measure(bin.getDouble("accuracy")),
                            Numbers.measure(bin.getDouble("low")),
                            Numbers.measure(bin.getDouble("high")),
                            Numbers.measure(bin.getDouble("confidence")),
                            Numbers.count(bin.getInt("images"))))
            .collect(Collectors.joining(", "));
    return "%d ranges of confidence, overconfident in %d of them; %s"
        .formatted(bins.rowCount(), below, ends);
  }

  private static void diagonal(XYChart chart) {
    XYSeries ideal =
        chart.addSeries("perfect calibration", new double[] {0, 1}, new double[] {0, 1});
    ideal.setMarker(SeriesMarkers.NONE);
    ideal.setLineColor(Color.GRAY);
    ideal.setLineStyle(
        new BasicStroke(
            1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {DASH, DASH}, 0));
  }

  /** All intervals as one series: a value that is no number ends a line. */
  private static void intervals(XYChart chart, Table bins) {
    double[] x = new double[3 * bins.rowCount() - 1];
    double[] y = new double[x.length];
    for (int row = 0; row < bins.rowCount(); row++) {
      double confidence = bins.doubleColumn("confidence").get(row);
      x[3 * row] = confidence;
      y[3 * row] = bins.doubleColumn("low").get(row);
      x[3 * row + 1] = confidence;
      y[3 * row + 1] = bins.doubleColumn("high").get(row);
      if (3 * row + 2 < x.length) {
        x[3 * row + 2] = confidence;
        y[3 * row + 2] = Double.NaN;
      }
    }
    XYSeries series = chart.addSeries("95 % interval", x, y);
    series.setMarker(SeriesMarkers.NONE);
    series.setLineColor(ChartTheme.colour(4));
    series.setLineWidth(2);
  }

  /** How many images stand behind each point, below the axis. */
  private static void counts(XYChart chart, Table bins) {
    for (int row = 0; row < bins.rowCount(); row++) {
      String images = Numbers.count(bins.intColumn("images").get(row));
      chart.addAnnotation(
          new AnnotationText(
              images, bins.doubleColumn("confidence").get(row), BELOW_THE_AXIS, false));
    }
  }
}
