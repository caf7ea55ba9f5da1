package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Collectors;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import tech.tablesaw.api.Table;

/** Small charts in rows as one picture, to be read side by side. */
public final class Panels {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 260;

  private Panels() {}

  /**
   * Charts from left to right, row by row.
   *
   * @param columns charts in a row, at least 1
   * @param charts at least one
   */
  public static Picture of(int columns, List<XYChart> charts) {
    if (columns < 1 || charts.isEmpty()) {
      throw new IllegalArgumentException(
          "Panels need at least 1 column and 1 chart, not %d and %d."
              .formatted(columns, charts.size()));
    }
    int across = Math.min(columns, charts.size());
    int rows = (charts.size() + across - 1) / across;
    BufferedImage canvas =
        new BufferedImage(
            across * WIDTH * Picture.RESOLUTION,
            rows * HEIGHT * Picture.RESOLUTION,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    graphics.scale(Picture.RESOLUTION, Picture.RESOLUTION);
    for (int i = 0; i < charts.size(); i++) {
      Graphics2D place =
          (Graphics2D) graphics.create(i % across * WIDTH, i / across * HEIGHT, WIDTH, HEIGHT);
      ChartPainter.paint(charts.get(i), place, WIDTH, HEIGHT);
      place.dispose();
    }
    graphics.dispose();
    List<Table> data =
        charts.stream().flatMap(chart -> ChartData.of(chart).stream()).collect(Collectors.toList());
    return new Picture(canvas, describe(charts), data);
  }

  /** Where each series of each chart ends; what they measure only once where it is the same. */
  private static String describe(List<XYChart> charts) {
    List<String> measures = charts.stream().map(XYChart::getYAxisTitle).distinct().toList();
    boolean alike = measures.size() == 1;
    return "%s%s. %s."
        .formatted(
            charts.size() == 1 ? "One chart" : charts.size() + " charts",
            alike ? ": " + measures.get(0) + " at the end" : ", values at the end",
            charts.stream()
                .map(
                    chart ->
                        chart.getTitle()
                            + (alike ? "" : ", " + chart.getYAxisTitle())
                            + ": "
                            + ends(chart))
                .collect(Collectors.joining("; ")));
  }

  private static String ends(XYChart chart) {
    return chart.getSeriesMap().values().stream()
        .filter(series -> series.getYData().length > 0)
        .map(Panels::end)
        .collect(Collectors.joining(", "));
  }

  private static String end(XYSeries series) {
    double[] values = series.getYData();
    return series.getName() + " " + Numbers.measure(values[values.length - 1]);
  }
}
