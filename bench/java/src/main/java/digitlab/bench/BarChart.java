package digitlab.bench;

import digitlab.chart.ChartTheme;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/** Draws a table of times as groups of bars. */
final class BarChart {
  private BarChart() {}

  /**
   * Draws a PNG.
   *
   * @param arguments a CSV file with the columns {@code group}, {@code bar} and {@code value}; the
   *     PNG to write; a title; the name of the axis with its unit
   */
  public static void main(String[] arguments) throws IOException {
    Table table =
        Table.read()
            .usingOptions(
                CsvReadOptions.builder(Path.of(arguments[0]).toFile())
                    .columnTypes(
                        new ColumnType[] {
                          ColumnType.STRING, ColumnType.STRING, ColumnType.DOUBLE
                        }));
    BitmapEncoder.saveBitmap(
        chart(table, arguments[2], arguments[3]), arguments[1], BitmapEncoder.BitmapFormat.PNG);
  }

  private static CategoryChart chart(Table table, String title, String axis) {
    List<String> groups =
        new ArrayList<>(new LinkedHashSet<>(table.stringColumn("group").asList()));
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(Math.max(980, 160 + groups.size() * 250))
            .height(460)
            .title(title)
            .yAxisTitle(axis)
            .build();
    ChartTheme.apply(chart.getStyler());
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(Styler.LegendLayout.Horizontal);
    chart.getStyler().setAvailableSpaceFill(0.85);
    // From 1 to 250 ms: on a linear scale the fast ones would be invisible.
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisDecimalPattern("#,##0.###");
    // A logarithmic axis has no zero for the bars to stand on.
    chart.getStyler().setYAxisMin(table.doubleColumn("value").min() / 2);
    chart.getStyler().setLabelsVisible(true);
    chart.getStyler().setLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 10));
    chart.getStyler().setLabelsPosition(0.97);
    for (String bar : new LinkedHashSet<>(table.stringColumn("bar").asList())) {
      chart.addSeries(bar, groups, values(table, groups, bar));
    }
    return chart;
  }

  /** A value for each group; null where there is none. */
  private static List<Double> values(Table table, List<String> groups, String bar) {
    List<Double> values = new ArrayList<>();
    for (String group : groups) {
      Double value = null;
      for (Row row : table) {
        if (row.getString("group").equals(group) && row.getString("bar").equals(bar)) {
          value = row.getDouble("value");
        }
      }
      values.add(value);
    }
    return values;
  }
}
