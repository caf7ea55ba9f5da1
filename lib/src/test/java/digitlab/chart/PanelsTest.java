package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class PanelsTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

  private final Table history =
      Table.create(
          IntColumn.create("epoch", new int[] {1, 2}),
          DoubleColumn.create("accuracy", new double[] {0.9, 1}),
          DoubleColumn.create("val_accuracy", new double[] {0.95, 0.98}));

  private final XYChart chart = Curves.mistakes("Max pooling", "epoch", history);

  @Test
  void chartsStandInRows() {
    Picture seven = Panels.of(3, Collections.nCopies(7, chart));

    assertThat(seven.width()).isEqualTo(3 * 300);
    assertThat(seven.image().getHeight()).isEqualTo(3 * 260 * Picture.RESOLUTION);
  }

  @Test
  void everyChartIsDrawnInItsPlace() {
    Picture three = Panels.of(2, Collections.nCopies(3, chart));

    for (int i = 0; i < 3; i++) {
      var part = three.image().getSubimage(i % 2 * 600, i / 2 * 520, 600, 520);
      assertThat(Painted.colours(part))
          .as("chart %d", i)
          .contains(ChartTheme.colour(0).getRGB(), ChartTheme.colour(1).getRGB());
    }
    assertThat(Painted.colours(three.image().getSubimage(600, 520, 600, 520)))
        .as("the free place")
        .containsOnly(0xFFFFFFFF);
  }

  @Test
  void descriptionSaysWhereEachCurveEnds() {
    assertThat(Panels.of(1, List.of(chart)).description())
        .isEqualTo(
            "One chart: share of mistakes at the end. Max pooling: training 0.0001, validation 0.0200.");
  }

  @Test
  void noChartsAreRefused() {
    assertThatThrownBy(() -> Panels.of(2, List.of()))
        .hasMessage("Panels need at least 1 column and 1 chart, not 2 and 0.");
  }

  @Test
  void mistakesAreWhatAccuracyLeaves() {
    assertThat(chart.getSeriesMap().get("validation").getYData()[0]).isCloseTo(0.05, ROUNDING);
    assertThat(chart.getSeriesMap().get("training").getYData()[0]).isCloseTo(0.1, ROUNDING);
  }

  /** A logarithmic axis has no 0. */
  @Test
  void noMistakesAreDrawnAtTheFootOfTheAxis() {
    assertThat(chart.getSeriesMap().get("training").getYData()[1]).isEqualTo(1e-4);
    assertThat(chart.getStyler().getYAxisMin()).isEqualTo(1e-4);
  }
}
