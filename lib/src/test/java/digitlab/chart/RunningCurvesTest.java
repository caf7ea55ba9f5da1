package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.chart.RunningCurves.Line;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendPosition;

class RunningCurvesTest {
  private static final Line NONE = new Line(new double[0], new double[0]);
  private static final Line LOSS =
      new Line(new double[] {0.5, 1, 1.5}, new double[] {2.3, 0.9, 0.4});

  @Test
  void axisGoesOverTheWholeTrainingFromTheStart() {
    XYChart chart = RunningCurves.falling("Loss", LOSS, NONE, 5);

    assertThat(chart.getStyler().getXAxisMin()).isZero();
    assertThat(chart.getStyler().getXAxisMax()).isEqualTo(5);
    assertThat(chart.getSeriesMap()).containsOnlyKeys("training");
    Painted.assertDrawn(chart);
  }

  @Test
  void bothSeriesHaveTheirValues() {
    Line validation = new Line(new double[] {1}, new double[] {0.8});

    XYChart chart = RunningCurves.rising("Accuracy", LOSS, validation, 2);

    assertThat(chart.getSeriesMap().get("training").getXData()).containsExactly(0.5, 1, 1.5);
    assertThat(chart.getSeriesMap().get("training").getYData()).containsExactly(2.3, 0.9, 0.4);
    assertThat(chart.getSeriesMap().get("validation").getYData()).containsExactly(0.8);
    assertThat(Painted.colours(Painted.draw(chart))).contains(ChartTheme.colour(1).getRGB());
  }

  @Test
  void lossThatIsNoNumberIsLeftOut() {
    Line diverged =
        new Line(
            new double[] {0.5, 1, 1.5, 2},
            new double[] {2.3, Double.NaN, Double.POSITIVE_INFINITY, 2.4});

    XYChart chart = RunningCurves.falling("Loss", diverged, NONE, 2);

    assertThat(chart.getSeriesMap().get("training").getXData()).containsExactly(0.5, 2);
    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (the training diverged in epoch 1)");
    Painted.assertDrawn(chart);
  }

  @Test
  void chartWithoutValuesIsDrawn() {
    Line nothing = new Line(new double[] {1}, new double[] {Double.NaN});

    Painted.assertDrawn(RunningCurves.falling("Loss", nothing, NONE, 1));
  }

  @Test
  void valuesWithThirtyDigitsLeaveRoomForTheCurve() {
    Line exploded = new Line(new double[] {0.5, 1, 1.5}, new double[] {2.3, 1e30, Double.NaN});

    XYChart chart = RunningCurves.falling("Loss", exploded, NONE, 2);

    assertThat(chart.getStyler().getYAxisDecimalPattern()).isEqualTo("0.##E0");
    Painted.assertDrawn(chart);
  }

  /** Batches that lie evenly, in part of the only epoch. */
  @Test
  void axisOfASingleEpochShowsItsEnd() {
    for (double end : new double[] {0.3, 0.9, 1}) {
      XYChart chart = RunningCurves.falling("Loss", line(end, 40, x -> 1 - x), NONE, 1);

      Painted.draw(chart);
      assertThat(Painted.epochs(chart)).containsExactly("0", "1");
    }
  }

  @Test
  void axisOfALongTrainingHasRoundEpochs() {
    XYChart chart = RunningCurves.falling("Loss", line(70, 400, x -> 70 - x), NONE, 100);

    Painted.draw(chart);
    assertThat(Painted.epochs(chart)).containsExactly("0", "20", "40", "60", "80", "100");
  }

  @Test
  void legendStandsBelowTheCurves() {
    XYChart chart = RunningCurves.falling("Loss", LOSS, NONE, 2);

    assertThat(chart.getStyler().getLegendPosition()).isEqualTo(LegendPosition.OutsideS);
  }

  @Test
  void singleValueIsDrawn() {
    Line one = new Line(new double[] {0.1}, new double[] {2.3});

    Painted.assertDrawn(RunningCurves.falling("Loss", one, NONE, 2));
  }

  @Test
  void axisOfALossFitsWhatCameAfterTheBeginningAndSaysSo() {
    Line loss = falling(2, 100);
    Line validation = new Line(new double[] {1, 2}, new double[] {0.11, 0.07});

    XYChart chart = RunningCurves.falling("Loss", loss, validation, 5);

    double at04 = loss.values()[19];
    assertThat(chart.getStyler().getYAxisMax()).isBetween(at04, 1.1 * at04);
    assertThat(chart.getStyler().getYAxisMin()).isNull();
    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (values before 0.4 may lie outside)");
    assertThat(chart.getSeriesMap().get("training").getYData()).contains(loss.values());
    Painted.assertDrawn(chart);
  }

  @Test
  void axisOfAnAccuracyHasRoomBelowTheValuesThatItFits() {
    Line accuracy = mirrored(falling(5, 250));
    Line validation = new Line(new double[] {1, 2, 3, 4, 5}, new double[] {0.7, 0.9, 1, 1, 1});

    XYChart chart = RunningCurves.rising("Accuracy", accuracy, validation, 5);

    assertThat(chart.getStyler().getYAxisMin()).isLessThan(0.7).isGreaterThan(0.68);
    assertThat(chart.getStyler().getYAxisMax()).isNull();
    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (values before 1 may lie outside)");
    Painted.assertDrawn(chart);
  }

  @Test
  void ofALongTrainingTheFirstEpochAloneMayLieOutside() {
    XYChart chart = RunningCurves.falling("Loss", falling(80, 400), NONE, 100);

    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (values before 1 may lie outside)");
  }

  @Test
  void axisFitsAllWhereTheBeginningDoesNotStandOut() {
    Line slow = line(1, 60, epoch -> 2.3 - epoch);
    Line constant = line(1, 60, epoch -> 0.5);
    Line few = falling(2, 9);

    for (Line line : new Line[] {slow, constant, few, LOSS, NONE}) {
      XYChart chart = RunningCurves.falling("Loss", line, NONE, 1);
      assertThat(chart.getStyler().getYAxisMax()).isNull();
      assertThat(chart.getXAxisTitle()).isEqualTo("epoch");
    }
  }

  /** A loss that falls as 0.1 / epoch. */
  private static Line falling(double epochs, int points) {
    return line(epochs, points, epoch -> 0.1 / epoch);
  }

  private static Line line(double epochs, int points, DoubleUnaryOperator value) {
    double[] places =
        IntStream.rangeClosed(1, points).mapToDouble(i -> i * epochs / points).toArray();
    return new Line(places, DoubleStream.of(places).map(value).toArray());
  }

  private static Line mirrored(Line line) {
    return new Line(line.epochs(), DoubleStream.of(line.values()).map(v -> 1 - v).toArray());
  }
}
