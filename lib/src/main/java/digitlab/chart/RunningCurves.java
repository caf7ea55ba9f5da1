package digitlab.chart;

import digitlab.text.Numbers;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A small chart of one measure while a training runs: within the epochs, and after each. */
public final class RunningCurves {
  private static final int WIDTH = 370;
  private static final int HEIGHT = 230;

  private RunningCurves() {}

  /**
   * A line or points in a chart.
   *
   * @param epochs where, in epochs since the start; parts of an epoch are allowed
   * @param values the measure there
   */
  public record Line(double[] epochs, double[] values) {
    /** Without what cannot be drawn: the loss of a training that has gone astray. */
    Line finite() {
      int[] kept =
          IntStream.range(0, values.length).filter(i -> Double.isFinite(values[i])).toArray();
      return new Line(
          IntStream.of(kept).mapToDouble(i -> epochs[i]).toArray(),
          IntStream.of(kept).mapToDouble(i -> values[i]).toArray());
    }

    @Override
    public String toString() {
      return "line of %s points".formatted(Numbers.count(values.length));
    }
  }

  /** A measure that falls, such as the loss: its legend stands at the upper right. */
  public static XYChart falling(String title, Line running, Line validation, int epochs) {
    return chart(title, running, validation, epochs, LegendPosition.InsideNE);
  }

  /** A measure that rises, such as the accuracy: its legend stands at the lower right. */
  public static XYChart rising(String title, Line running, Line validation, int epochs) {
    return chart(title, running, validation, epochs, LegendPosition.InsideSE);
  }

  private static XYChart chart(
      String title, Line running, Line validation, int epochs, LegendPosition legend) {
    XYChart chart =
        new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
    Palette.apply(chart.getStyler());
    chart.getStyler().setLegendPosition(legend);
    chart.getStyler().setChartTitleFont(chart.getStyler().getLegendFont());
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) epochs);
    chart.getStyler().setYAxisDecimalPattern("0.00#");
    chart.setCustomXAxisTickLabelsFormatter(Curves::wholeEpoch);
    add(chart, "training", running.finite(), SeriesMarkers.NONE);
    add(chart, "validation", validation.finite(), SeriesMarkers.DIAMOND);
    return chart;
  }

  private static void add(XYChart chart, String name, Line line, Marker marker) {
    if (line.values().length > 0) {
      XYSeries series = chart.addSeries(name, line.epochs(), line.values());
      series.setLineWidth(1.5f);
      series.setMarker(marker);
    }
  }
}
