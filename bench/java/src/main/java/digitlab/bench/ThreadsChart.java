package digitlab.bench;

import digitlab.chart.ChartTheme;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.CategorySeries;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/**
 * Draws the time of a step over the number of threads: a panel for each network, a line for each
 * system. The numbers of threads stand at equal distances: usually each is twice the one before.
 */
final class ThreadsChart {
  private static final int PANELS_IN_A_ROW = 2;
  private static final int WIDTH = 720;
  private static final int HEIGHT = 400;

  /** Each line has its own, for those to whom colours are alike. */
  private static final Marker[] MARKERS = {
    SeriesMarkers.CIRCLE,
    SeriesMarkers.SQUARE,
    SeriesMarkers.DIAMOND,
    SeriesMarkers.TRIANGLE_UP,
    SeriesMarkers.TRIANGLE_DOWN,
    SeriesMarkers.CROSS,
    SeriesMarkers.PLUS
  };

  private ThreadsChart() {}

  /**
   * Draws a PNG.
   *
   * @param arguments a CSV file with the columns {@code network}, {@code system}, {@code threads}
   *     and {@code ms}; the PNG to write
   */
  public static void main(String[] arguments) throws IOException {
    Table table =
        Table.read()
            .usingOptions(
                CsvReadOptions.builder(Path.of(arguments[0]).toFile())
                    .columnTypes(
                        new ColumnType[] {
                          ColumnType.STRING,
                          ColumnType.STRING,
                          ColumnType.INTEGER,
                          ColumnType.DOUBLE
                        }));
    List<BufferedImage> panels = new ArrayList<>();
    for (String network : distinct(table, "network")) {
      panels.add(BitmapEncoder.getBufferedImage(panel(table, network)));
    }
    ImageIO.write(side(panels), "png", Path.of(arguments[1]).toFile());
  }

  private static CategoryChart panel(Table table, String network) {
    Table ofNetwork = table.where(table.stringColumn("network").isEqualTo(network));
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(network + ", batches of " + Workload.BATCH_SIZE)
            .xAxisTitle("threads")
            .yAxisTitle("ms per step (logarithmic), less is better")
            .build();
    CategoryStyler styler = chart.getStyler();
    ChartTheme.apply(styler);
    styler.setDefaultSeriesRenderStyle(CategorySeries.CategorySeriesRenderStyle.Line);
    styler.setMarkerSize(9);
    styler.setOverlapped(true);
    styler.setYAxisMin(Math.floor(log2(ofNetwork.doubleColumn("ms").min())));
    styler.setYAxisMax(Math.ceil(log2(ofNetwork.doubleColumn("ms").max())));
    styler.setyAxisTickLabelsFormattingFunction(ThreadsChart::milliseconds);
    List<Integer> threads =
        ofNetwork.intColumn("threads").unique().asList().stream().sorted().toList();
    List<String> systems = distinct(table, "system"); // of all networks: the colours are the same
    for (int system = 0; system < systems.size(); system++) {
      List<Double> values = values(ofNetwork, systems.get(system), threads);
      if (values.stream().anyMatch(value -> value != null)) {
        CategorySeries line = chart.addSeries(systems.get(system), threads, values);
        line.setMarker(MARKERS[system % MARKERS.length]);
        line.setMarkerColor(ChartTheme.colour(system));
        line.setLineColor(ChartTheme.colour(system));
      }
    }
    return chart;
  }

  /**
   * XChart's own logarithmic axis names powers of ten only, of which there are one or two here: so
   * the chart has logarithms to base 2, and the axis the milliseconds that belong to them.
   */
  private static String milliseconds(double logarithm) {
    double ms = Math.pow(2, logarithm);
    return logarithm == Math.rint(logarithm) ? new DecimalFormat("0.###").format(ms) : "";
  }

  private static double log2(double ms) {
    return Math.log(ms) / Math.log(2);
  }

  /** A value for each number of threads; null where there is none. */
  private static List<Double> values(Table table, String system, List<Integer> threads) {
    List<Double> values = new ArrayList<>();
    for (int number : threads) {
      Double value = null;
      for (Row row : table) {
        if (row.getString("system").equals(system) && row.getInt("threads") == number) {
          value = log2(row.getDouble("ms"));
        }
      }
      values.add(value);
    }
    return values;
  }

  private static BufferedImage side(List<BufferedImage> panels) {
    int columns = Math.min(PANELS_IN_A_ROW, panels.size());
    int rows = (panels.size() + columns - 1) / columns;
    BufferedImage all =
        new BufferedImage(columns * WIDTH, rows * HEIGHT, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = all.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, all.getWidth(), all.getHeight());
    for (int i = 0; i < panels.size(); i++) {
      graphics.drawImage(panels.get(i), i % columns * WIDTH, i / columns * HEIGHT, null);
    }
    graphics.dispose();
    return all;
  }

  private static List<String> distinct(Table table, String column) {
    return List.copyOf(new LinkedHashSet<>(table.stringColumn(column).asList()));
  }
}
