package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.chart.RunningCurves.Line;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;

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
    assertThat(Painted.colours(Painted.draw(chart))).contains(Palette.colour(1).getRGB());
  }

  @Test
  void lossThatIsNoNumberIsLeftOut() {
    Line astray =
        new Line(
            new double[] {0.5, 1, 1.5, 2},
            new double[] {2.3, Double.NaN, Double.POSITIVE_INFINITY, 2.4});

    XYChart chart = RunningCurves.falling("Loss", astray, NONE, 2);

    assertThat(chart.getSeriesMap().get("training").getXData()).containsExactly(0.5, 2);
    Painted.assertDrawn(chart);
  }

  @Test
  void chartWithoutValuesIsDrawn() {
    Line nothing = new Line(new double[] {1}, new double[] {Double.NaN});

    Painted.assertDrawn(RunningCurves.falling("Loss", nothing, NONE, 1));
  }

  @Test
  void singleValueIsDrawn() {
    Line one = new Line(new double[] {0.1}, new double[] {2.3});

    Painted.assertDrawn(RunningCurves.falling("Loss", one, NONE, 2));
  }
}
