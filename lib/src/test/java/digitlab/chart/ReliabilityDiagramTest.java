package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class ReliabilityDiagramTest {
  private final Table bins =
      Table.create(
          IntColumn.create("images", new int[] {12, 900}),
          DoubleColumn.create("confidence", new double[] {0.55, 0.98}),
          DoubleColumn.create("accuracy", new double[] {0.5, 0.97}),
          DoubleColumn.create("low", new double[] {0.21, 0.956}),
          DoubleColumn.create("high", new double[] {0.79, 0.98}));

  @Test
  void pointsAreConfidenceAndAccuracy() {
    XYSeries points = ReliabilityDiagram.of("LeNet-5", bins).getSeriesMap().get("accuracy");

    assertThat(points.getXData()).containsExactly(0.55, 0.98);
    assertThat(points.getYData()).containsExactly(0.5, 0.97);
  }

  @Test
  void intervalsStandAtTheirPoints() {
    XYSeries intervals = ReliabilityDiagram.of("LeNet-5", bins).getSeriesMap().get("95 % interval");

    assertThat(intervals.getXData()).containsExactly(0.55, 0.55, 0.55, 0.98, 0.98);
    assertThat(intervals.getYData()).containsExactly(0.21, 0.79, Double.NaN, 0.956, 0.98);
  }

  @Test
  void diagonalIsThePerfectNetwork() {
    XYSeries ideal =
        ReliabilityDiagram.of("LeNet-5", bins).getSeriesMap().get("perfect calibration");

    assertThat(ideal.getXData()).containsExactly(0, 1);
    assertThat(ideal.getYData()).containsExactly(0, 1);
  }

  @Test
  void titleAndAxesAreNamed() {
    XYChart chart = ReliabilityDiagram.of("LeNet-5", bins);

    assertThat(chart.getTitle()).isEqualTo("LeNet-5");
    assertThat(chart.getXAxisTitle())
        .isEqualTo("confidence (mean probability of the predicted class)");
    assertThat(chart.getYAxisTitle()).isEqualTo("accuracy (share of images)");
  }

  /** A line from one interval to the next would cross the middle of the diagram. */
  @Test
  void intervalsAreDrawnApart() {
    XYChart chart = ReliabilityDiagram.of("LeNet-5", bins);
    var image = Painted.draw(chart);

    assertThat(Painted.colours(image))
        .contains(ChartTheme.colour(0).getRGB(), ChartTheme.colour(4).getRGB());
    int middle = image.getWidth() * 4 / 5;
    for (int y = 0; y < image.getHeight() / 3; y++) {
      assertThat(image.getRGB(middle, y)).isNotEqualTo(ChartTheme.colour(4).getRGB());
    }
  }

  @Test
  void diagramIsDescribedByItsEndsAndHasItsBinsAsData() {
    DescribedChart chart = (DescribedChart) ReliabilityDiagram.of("LeNet-5", bins);

    assertThat(chart.description())
        .isEqualTo(
            "2 ranges of confidence, overconfident in 2 of them;"
                + " accuracy 0.5000 (95 % interval from 0.2100 to 0.7900) at confidence 0.5500 (12 images),"
                + " accuracy 0.9700 (95 % interval from 0.9560 to 0.9800) at confidence 0.9800 (900 images)");
    assertThat(chart.data().get(0).columnNames()).isEqualTo(bins.columnNames());
    assertThat(chart.data().get(0).name()).isEqualTo("LeNet-5");
  }

  @Test
  void singleBinIsDrawn() {
    Painted.assertDrawn(ReliabilityDiagram.of("LeNet-5", bins.last(1)));
  }

  @Test
  void noBinsAreRefused() {
    assertThatThrownBy(() -> ReliabilityDiagram.of("LeNet-5", bins.emptyCopy()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no image whose reliability could be shown.");
  }
}
