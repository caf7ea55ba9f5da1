package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapSeries;
import tech.tablesaw.api.Table;

class ConfusionMatrixTest {
  private static final int[] ACTUAL = {0, 0, 0, 1, 1, 2};
  private static final int[] PREDICTED = {0, 0, 2, 1, 0, 2};

  @Test
  void countsGoByActualThenPredicted() {
    assertThat(ConfusionMatrix.counts(ACTUAL, PREDICTED, 3))
        .isDeepEqualTo(new int[][] {{2, 0, 1}, {1, 1, 0}, {0, 0, 1}});
  }

  @Test
  void actualDigitsRunDownwardsAndPredictedAcross() {
    HeatMapChart chart = ConfusionMatrix.of("Test", ACTUAL, PREDICTED, 3);
    HeatMapSeries series = chart.getSeriesMap().get("images");

    assertThat(chart.getXAxisTitle()).isEqualTo("predicted digit");
    assertThat(chart.getYAxisTitle()).isEqualTo("actual digit");
    assertThat(List.<Object>copyOf(series.getXData())).containsExactly(0, 1, 2);
    // XChart draws the first row at the bottom.
    assertThat(List.<Object>copyOf(series.getYData())).containsExactly(2, 1, 0);
  }

  @Test
  void everyMistakeHasTheCountOfItsLabels() {
    HeatMapSeries series =
        ConfusionMatrix.of("Test", ACTUAL, PREDICTED, 3).getSeriesMap().get("images");
    List<?> columns = List.copyOf(series.getXData());
    List<?> rows = List.copyOf(series.getYData());
    int[][] counts = ConfusionMatrix.counts(ACTUAL, PREDICTED, 3);

    assertThat(series.getHeatData()).hasSize(6);
    for (Number[] cell : series.getHeatData()) {
      int predicted = (Integer) columns.get(cell[0].intValue());
      int actual = (Integer) rows.get(cell[1].intValue());
      assertThat(actual).isNotEqualTo(predicted);
      assertThat(cell[2].intValue()).isEqualTo(counts[actual][predicted]);
    }
  }

  @Test
  void coloursAreThoseOfTheMistakes() {
    int[] actual = new int[100];
    int[] predicted = new int[100];
    predicted[0] = 1;
    predicted[1] = 1;

    assertThat(ConfusionMatrix.of("Test", actual, predicted, 2).getStyler().getMax()).isEqualTo(2);
  }

  @Test
  void dataAreAllCountsWithThoseThatAreRight() {
    DescribedChart chart = (DescribedChart) ConfusionMatrix.of("Test", ACTUAL, PREDICTED, 3);
    Table data = chart.data().get(0);

    assertThat(data.columnNames()).containsExactly("actual \\ predicted", "0", "1", "2");
    assertThat(data.intColumn("0").asList()).containsExactly(2, 1, 0);
    assertThat(data.intColumn("2").asList()).containsExactly(1, 0, 1);
  }

  @Test
  void descriptionSaysHowManyAreRightAndWhatIsMistakenMostOften() {
    DescribedChart chart = (DescribedChart) ConfusionMatrix.of("Test", ACTUAL, PREDICTED, 3);

    assertThat(chart.description())
        .isEqualTo(
            "4 of 6 images right, the most frequent mistakes: 0 taken for 2 (1×), 1 taken for 0 (1×)");
  }

  @Test
  void matrixWithoutMistakesIsDrawn() {
    Painted.assertDrawn(ConfusionMatrix.of("Test", new int[] {0, 1}, new int[] {0, 1}, 10));
  }

  @Test
  void matrixIsDrawn() {
    Painted.assertDrawn(ConfusionMatrix.of("Test", ACTUAL, PREDICTED, 10));
  }
}
