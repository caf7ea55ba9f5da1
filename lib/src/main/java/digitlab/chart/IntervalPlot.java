package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.Color;
import java.awt.Font;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * Accuracies that were measured several times: every one a point, and their mean with its 95 %
 * interval.
 *
 * <p>The axis shows only the range in which there are values, and its title says so: on an axis
 * from 0 to 1 all networks would be the same line.
 */
public final class IntervalPlot {
  private static final int WIDTH = 720;
  private static final int HEIGHT_OF_A_ROW = 80;
  private static final int HEIGHT_OF_THE_REST = 110;
  private static final double LABEL_ABOVE = 0.33;

  private IntervalPlot() {}

  /**
   * A row for each network, the first one on top.
   *
   * @param runs with the columns {@code network} and {@code test accuracy}
   * @param summary with the columns {@code network}, {@code mean accuracy}, {@code standard
   *     deviation}, {@code 95 % from} and {@code to}
   */
  public static XYChart of(String title, Table runs, Table summary) {
    int rows = summary.rowCount();
    XYChartBuilder builder =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT_OF_THE_REST + rows * HEIGHT_OF_A_ROW)
            .title(title)
            .xAxisTitle("test accuracy (the axis does not begin at 0)")
            .yAxisTitle("network");
    XYChart chart = new DescribedXYChart(builder, describe(summary), data(title, summary), runs);
    style(chart, rows);
    Range range = new Range(runs, summary);
    chart.getStyler().setXAxisMin(range.from()).setXAxisMax(range.to());
    for (Row network : summary) {
      addRow(chart, network, runs, rows - 1 - network.getRowNumber(), range.middle());
    }
    return chart;
  }

  private static String describe(Table summary) {
    return summary.stream()
        .map(
            network ->
                "%s: mean %s, 95 %% interval from %s to %s"
                    .formatted(
                        network.getString("network"),
                        Numbers.measure(network.getDouble("mean accuracy")),
                        Numbers.measure(network.getDouble("95 % from")),
                        Numbers.measure(network.getDouble("to"))))
        .collect(Collectors.joining("; "));
  }

  private static Table data(String title, Table summary) {
    return summary
        .selectColumns("network", "mean accuracy", "standard deviation", "95 % from", "to")
        .setName(title);
  }

  private static void style(XYChart chart, int rows) {
    XYStyler styler = chart.getStyler();
    ChartTheme.apply(styler);
    styler.setLegendVisible(false); // each row bears its name
    styler.setYAxisTicksVisible(false);
    styler.setYAxisTitleVisible(false);
    styler.setYAxisMin(-0.5).setYAxisMax(rows - 0.4);
    styler.setPlotGridHorizontalLinesVisible(false);
    styler.setXAxisDecimalPattern("0.0000");
    styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }

  private static void addRow(XYChart chart, Row network, Table runs, int y, double middle) {
    String name = network.getString("network");
    Color colour = ChartTheme.colour(network.getRowNumber());
    double mean = network.getDouble("mean accuracy");
    double[] ends = {network.getDouble("95 % from"), network.getDouble("to")};
    XYSeries interval =
        chart.addSeries(name + ": 95 % interval of the mean", ends, new double[] {y, y});
    interval.setMarker(SeriesMarkers.NONE).setLineColor(colour).setLineWidth(3);
    double[] accuracies =
        runs.where(runs.stringColumn("network").isEqualTo(name))
            .doubleColumn("test accuracy")
            .asDoubleArray();
    double[] below = new double[accuracies.length];
    Arrays.fill(below, y - 0.2);
    points(chart, name + ": single seeds", accuracies, below, colour)
        .setMarker(SeriesMarkers.CIRCLE);
    points(chart, name + ": mean", new double[] {mean}, new double[] {y}, colour)
        .setMarker(SeriesMarkers.DIAMOND);
    String label =
        "%s: %s, standard deviation %s"
            .formatted(
                name,
                Numbers.measure(mean),
                Numbers.measure(network.getDouble("standard deviation")));
    chart.addAnnotation(new AnnotationText(label, middle, y + LABEL_ABOVE, false));
  }

  private static XYSeries points(XYChart chart, String name, double[] x, double[] y, Color colour) {
    XYSeries points = chart.addSeries(name, x, y);
    points.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    points.setMarkerColor(colour);
    return points;
  }

  /** Where the axis begins and ends: all values and a margin. */
  private record Range(double from, double to) {
    Range(Table runs, Table summary) {
      this(
          Math.min(
              runs.doubleColumn("test accuracy").min(), summary.doubleColumn("95 % from").min()),
          Math.max(runs.doubleColumn("test accuracy").max(), summary.doubleColumn("to").max()));
    }

    Range {
      double margin = Math.max(0.05 * (to - from), 1e-4);
      from -= margin;
      to += margin;
    }

    double middle() {
      return (from + to) / 2;
    }
  }
}
