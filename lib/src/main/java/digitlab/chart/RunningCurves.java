package digitlab.chart;

import digitlab.text.Numbers;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.DoubleSummaryStatistics;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A small chart of one measure while a training runs: within the epochs, and after each.
 *
 * <p>At its very beginning a training changes more than in all that follows. So once there is more
 * to see, the vertical axis fits what came after the beginning, and the other axis says so.
 */
public final class RunningCurves {
  private static final int WIDTH = 370;
  private static final int HEIGHT = 250;

  /** The beginning: this share of the training so far, but at most the first epoch. */
  private static final double BEGINNING = 0.2;

  /** Points after the beginning from which on it may be left out. */
  private static final int FEWEST = 10;

  /** The axis changes only if what it fits becomes so many times larger. */
  private static final double WORTHWHILE = 2;

  /** Between the line and the end of the axis, as a share of what the axis fits. */
  private static final double MARGIN = 0.05;

  private static final MathContext ONE_DIGIT = new MathContext(1, RoundingMode.FLOOR);

  private RunningCurves() {}

  /**
   * A line or points in a chart.
   *
   * @param epochs where, in epochs since the start; parts of an epoch are allowed
   * @param values the measure there
   */
  public record Line(double[] epochs, double[] values) {
    /** The part from an epoch on. */
    private double[] valuesFrom(double epoch) {
      return IntStream.range(0, values.length)
          .filter(i -> epochs[i] >= epoch)
          .mapToDouble(i -> values[i])
          .toArray();
    }

    /** The epoch, counted from 1, in which the values left the finite numbers. */
    OptionalInt divergence() {
      return IntStream.range(0, values.length)
          .filter(i -> !Double.isFinite(values[i]))
          .map(i -> Math.max(1, (int) Math.ceil(epochs[i])))
          .findFirst();
    }

    /** Without what cannot be drawn: the loss of a training that has diverged. */
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

  /** A measure that falls, such as the loss. */
  public static XYChart falling(String title, Line running, Line validation, int epochs) {
    XYChart chart = chart(title, running, validation, epochs);
    leaveOutBeginning(
        chart,
        running,
        validation.finite(),
        (fitted, margin) -> chart.getStyler().setYAxisMax(fitted.getMax() + margin));
    return chart;
  }

  /** A measure that rises, such as the accuracy. */
  public static XYChart rising(String title, Line running, Line validation, int epochs) {
    XYChart chart = chart(title, running, validation, epochs);
    leaveOutBeginning(
        chart,
        running,
        validation.finite(),
        (fitted, margin) -> chart.getStyler().setYAxisMin(fitted.getMin() - margin));
    return chart;
  }

  /**
   * Lets the vertical axis fit what came after the beginning, if there is enough of it and the axis
   * gains by it.
   */
  private static void leaveOutBeginning(
      XYChart chart,
      Line running,
      Line validation,
      BiConsumer<DoubleSummaryStatistics, Double> endOfAxis) {
    if (running.values().length < FEWEST || running.divergence().isPresent()) {
      return;
    }
    double last = running.epochs()[running.epochs().length - 1];
    BigDecimal from = BigDecimal.valueOf(Math.min(1, last * BEGINNING)).round(ONE_DIGIT);
    double[] after = running.valuesFrom(from.doubleValue());
    DoubleSummaryStatistics all = DoubleStream.of(running.values()).summaryStatistics();
    DoubleSummaryStatistics fitted =
        DoubleStream.concat(DoubleStream.of(after), DoubleStream.of(validation.values()))
            .summaryStatistics();
    double height = fitted.getMax() - fitted.getMin();
    if (after.length >= FEWEST && all.getMax() - all.getMin() > WORTHWHILE * height && height > 0) {
      endOfAxis.accept(fitted, MARGIN * height);
      chart.setXAxisTitle(
          "epoch (values before %s may lie outside)".formatted(from.toPlainString()));
    }
  }

  private static EpochChart chart(String title, Line running, Line validation, int epochs) {
    EpochChart chart =
        new EpochChart(
            new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch"));
    ChartTheme.apply(chart.getStyler());
    chart.getStyler().setLegendPosition(LegendPosition.OutsideS);
    chart.getStyler().setLegendLayout(LegendLayout.Horizontal);
    chart.getStyler().setChartTitleFont(chart.getStyler().getLegendFont());
    chart.getStyler().setXAxisMin(0.0).setXAxisMax((double) epochs);
    chart.getStyler().setYAxisDecimalPattern("0.00#");
    add(chart, "training", running.finite(), SeriesMarkers.NONE);
    add(chart, "validation", validation.finite(), SeriesMarkers.DIAMOND);
    running
        .divergence()
        .ifPresent(
            epoch ->
                chart.setXAxisTitle("epoch (the training diverged in epoch %d)".formatted(epoch)));
    return chart;
  }

  private static void add(EpochChart chart, String name, Line line, Marker marker) {
    if (line.values().length > 0) {
      XYSeries series = chart.addLine(name, line.epochs(), line.values());
      series.setLineWidth(1.5f);
      series.setMarker(marker);
    }
  }
}
