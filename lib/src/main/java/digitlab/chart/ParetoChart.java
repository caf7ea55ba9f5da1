package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/**
 * What accuracy costs: a point for each network, with the 95 % interval of its mean accuracy.
 *
 * <p>A broken line joins the networks that no other one beats in both, the Pareto front.
 */
public final class ParetoChart {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 380;

  /** With a larger ratio of the highest cost to the lowest the axis is logarithmic. */
  private static final double LARGEST_RATIO = 8;

  /** From a point to the middle of its name, as a share of the axis. */
  private static final double LABEL_OFFSET = 0.11;

  /** Where a linear axis ends, as a multiple of the highest cost. */
  private static final double END = 1.3;

  private static final float DASH = 5f;
  private static final Color GREY = new Color(0x777777);

  private static final String INTERVAL = "± (95 % interval)";
  private static final String COST = "#,##0.##";

  private ParetoChart() {}

  /**
   * A chart with the costs to the right and the accuracy upwards.
   *
   * @param table with the columns {@code network}, {@code mean accuracy}, {@code to} and the costs
   * @param cost a column of numbers above 0, the fewer the better
   */
  public static XYChart of(String title, Table table, String cost) {
    DoubleColumn costs = table.numberColumn(cost).asDoubleColumn();
    boolean logarithmic = costs.max() > LARGEST_RATIO * costs.min();
    XYChartBuilder builder =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(cost + (logarithmic ? " (logarithmic)" : ""))
            .yAxisTitle("mean test accuracy (not from 0)");
    Table data = data(title, table, cost);
    XYChart chart = new DescribedXYChart(builder, describe(data, costs), data);
    style(chart.getStyler(), logarithmic, costs);
    addFront(chart, table, costs);
    for (Row network : table) {
      addPoint(chart, network, costs.getDouble(network.getRowNumber()));
    }
    label(chart, table, costs, logarithmic);
    return chart;
  }

  private static Table data(String title, Table table, String cost) {
    DoubleColumn mean = table.doubleColumn("mean accuracy");
    return Table.create(
        title,
        table.column("network").copy(),
        table.column(cost).copy(),
        mean.copy(),
        table.doubleColumn("to").subtract(mean).setName(INTERVAL));
  }

  private static String describe(Table data, DoubleColumn costs) {
    String points =
        data.stream()
            .map(
                network ->
                    "%s: %s ± %s at %s"
                        .formatted(
                            network.getString("network"),
                            Numbers.measure(network.getDouble("mean accuracy")),
                            Numbers.measure(network.getDouble(INTERVAL)),
                            Numbers.named(costs.name(), costs.getDouble(network.getRowNumber()))))
            .collect(Collectors.joining("; "));
    return points
        + ". Not beaten in both: "
        + front(data.doubleColumn("mean accuracy"), costs).stream()
            .map(data.stringColumn("network")::get)
            .collect(Collectors.joining(", "));
  }

  private static void style(XYStyler styler, boolean logarithmic, DoubleColumn costs) {
    ChartTheme.apply(styler);
    styler.setLegendVisible(false); // each point bears its name
    styler.setYAxisDecimalPattern("0.000");
    styler.setXAxisDecimalPattern(COST);
    styler.setXAxisLogarithmic(logarithmic);
    styler.setXAxisMin(logarithmic ? costs.min() / 2 : 0);
    styler.setXAxisMax(logarithmic ? costs.max() * 2 : costs.max() * END);
    styler.setMarkerSize(10);
    styler.setErrorBarsColorSeriesColor(true);
    styler.setAnnotationTextFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
  }

  private static void addPoint(XYChart chart, Row network, double cost) {
    String name = network.getString("network");
    double mean = network.getDouble("mean accuracy");
    double high = network.getDouble("to");
    XYSeries point =
        chart.addSeries(name, new double[] {cost}, new double[] {mean}, new double[] {high - mean});
    point.setMarker(SeriesMarkers.CIRCLE);
    Color colour = ChartTheme.colour(network.getRowNumber());
    point.setMarkerColor(colour).setLineColor(colour);
  }

  /** To the right of each point, where the interval above and below does not cross it. */
  private static void label(XYChart chart, Table table, DoubleColumn costs, boolean logarithmic) {
    double from = chart.getStyler().getXAxisMin();
    double to = chart.getStyler().getXAxisMax();
    for (Row network : table) {
      double cost = costs.getDouble(network.getRowNumber());
      double place =
          logarithmic
              ? cost * Math.pow(to / from, LABEL_OFFSET)
              : cost + LABEL_OFFSET * (to - from);
      chart.addAnnotation(
          new AnnotationText(
              network.getString("network"), place, network.getDouble("mean accuracy"), false));
    }
  }

  private static void addFront(XYChart chart, Table table, DoubleColumn costs) {
    List<Integer> front = front(table.doubleColumn("mean accuracy"), costs);
    XYSeries line =
        chart.addSeries(
            "not beaten in both",
            front.stream().mapToDouble(costs::getDouble).toArray(),
            front.stream().mapToDouble(table.doubleColumn("mean accuracy")::getDouble).toArray());
    line.setMarker(SeriesMarkers.NONE).setLineColor(GREY);
    line.setLineStyle(
        new BasicStroke(
            1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {DASH, DASH}, 0));
  }

  /** The rows that are more accurate than every cheaper one, from the cheapest on. */
  static List<Integer> front(DoubleColumn accuracies, DoubleColumn costs) {
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < costs.size(); row++) {
      rows.add(row);
    }
    rows.sort(
        Comparator.<Integer>comparingDouble(costs::getDouble)
            .thenComparing(row -> -accuracies.getDouble(row)));
    List<Integer> front = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (int row : rows) {
      if (accuracies.getDouble(row) > best) {
        best = accuracies.getDouble(row);
        front.add(row);
      }
    }
    return front;
  }
}
