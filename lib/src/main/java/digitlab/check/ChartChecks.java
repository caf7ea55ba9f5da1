package digitlab.check;

import java.util.Arrays;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;

/** Looks at XChart's charts: is there something to read, and does it say what? */
final class ChartChecks {
  private ChartChecks() {}

  static void labelled(String name, Chart<?, ?> chart, String hint) {
    if (chart.getSeriesMap().isEmpty()) {
      throw new NotYetRight("%s shows nothing: it has no series. %s".formatted(name, hint));
    }
    demand(chart.getTitle(), name, "title", hint);
    demand(chart.getXAxisTitle(), name, "title on its horizontal axis", hint);
    demand(chart.getYAxisTitle(), name, "title on its vertical axis", hint);
  }

  static void legend(String name, Chart<?, ?> chart, int series, String hint) {
    int found = chart.getSeriesMap().size();
    if (found < series) {
      throw new NotYetRight(
          "%s has %d series, but should have at least %d. %s".formatted(name, found, series, hint));
    }
    if (!chart.getStyler().isLegendVisible()) {
      throw new NotYetRight(
          "%s has no legend, so nobody can tell its series apart. %s".formatted(name, hint));
    }
  }

  static void line(String name, XYChart chart, String line, double[] values, String hint) {
    XYSeries series = chart.getSeriesMap().get(line);
    if (series == null) {
      throw new NotYetRight(
          "%s has no line called \"%s\", only %s. %s"
              .formatted(name, line, chart.getSeriesMap().keySet(), hint));
    }
    if (!Arrays.equals(series.getYData(), values)) {
      throw new NotYetRight(
          "The line \"%s\" of %s does not go through the values that it should show. %s"
              .formatted(line, name, hint));
    }
  }

  private static void demand(String text, String name, String what, String hint) {
    if (text == null || text.isBlank()) {
      throw new NotYetRight("%s has no %s. %s".formatted(name, what, hint));
    }
  }
}
