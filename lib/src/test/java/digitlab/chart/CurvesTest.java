package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class CurvesTest {
  private final Table history =
      Table.create(
          IntColumn.create("epoch", new int[] {1, 2, 3}),
          DoubleColumn.create("loss", new double[] {0.9, 0.5, 0.25}),
          DoubleColumn.create("accuracy", new double[] {0.7, 0.8, 0.9}),
          DoubleColumn.create("val_loss", new double[] {0.8, 0.6, 0.7}),
          DoubleColumn.create("val_accuracy", new double[] {0.75, 0.85, 0.8}));

  @Test
  void accuracyShowsTheHistorysValues() {
    XYChart chart = Curves.accuracy("Max pooling", history);

    assertThat(chart.getSeriesMap()).containsOnlyKeys("training", "validation");
    assertThat(chart.getSeriesMap().get("training").getXData()).containsExactly(1, 2, 3);
    assertThat(chart.getSeriesMap().get("training").getYData()).containsExactly(0.7, 0.8, 0.9);
    assertThat(chart.getSeriesMap().get("validation").getYData()).containsExactly(0.75, 0.85, 0.8);
  }

  @Test
  void lossShowsTheHistorysValues() {
    XYChart chart = Curves.loss("Max pooling", history);

    assertThat(chart.getSeriesMap().get("training").getYData()).containsExactly(0.9, 0.5, 0.25);
    assertThat(chart.getSeriesMap().get("validation").getYData()).containsExactly(0.8, 0.6, 0.7);
  }

  @Test
  void titleAndAxesAreNamed() {
    XYChart chart = Curves.loss("Max pooling", history);

    assertThat(chart.getTitle()).isEqualTo("Max pooling");
    assertThat(chart.getXAxisTitle()).isEqualTo("epoch");
    assertThat(chart.getYAxisTitle()).isEqualTo("loss");
  }

  @Test
  void comparisonHasACurveForEachHistoryInTheirOrder() {
    Map<String, Table> histories = new LinkedHashMap<>();
    histories.put("max", history);
    histories.put("average", history.first(2));

    XYChart chart = Curves.compare("Both", "val_accuracy", histories);

    assertThat(chart.getSeriesMap().keySet()).containsExactly("max", "average");
    assertThat(chart.getSeriesMap().get("average").getYData()).containsExactly(0.75, 0.85);
    assertThat(chart.getYAxisTitle()).isEqualTo("validation accuracy");
  }

  @Test
  void onlyWholeEpochsHaveALabel() {
    XYChart chart = Curves.loss("Max pooling", history.first(2));
    Painted.draw(chart);

    assertThat(Painted.epochs(chart)).containsExactly("1", "2");
  }

  @Test
  void singleEpochStandsInTheMiddle() {
    XYChart chart = Curves.accuracy("One", history.first(1));

    assertThat(chart.getStyler().getXAxisMin()).isEqualTo(0.5);
    assertThat(chart.getStyler().getXAxisMax()).isEqualTo(1.5);
    Painted.assertDrawn(chart);
    assertThat(Painted.epochs(chart)).containsExactly("1");
  }

  @Test
  void drawingLeavesNoSeriesBehind() {
    XYChart chart = Curves.accuracy("One", history.first(1));
    Painted.draw(chart);

    assertThat(chart.getSeriesMap()).containsOnlyKeys("training", "validation");
  }

  @Test
  void divergedTrainingIsDrawnToItsLastFiniteValueAndTheAxisSaysWhere() {
    XYChart chart = Curves.loss("Far", diverged(2.3, 1e30, Double.POSITIVE_INFINITY));

    assertThat(chart.getSeriesMap().get("training").getYData())
        .containsExactly(2.3, 1e30, Double.NaN);
    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (the training diverged in epoch 3)");
    Painted.assertDrawn(chart);
    assertThat(chart.getStyler().getYAxisDecimalPattern()).isEqualTo("0.##E0");
  }

  @Test
  void trainingThatDivergedInItsFirstEpochHasAnEmptyChartThatSaysSo() {
    XYChart chart = Curves.loss("Far", diverged(Double.NaN));

    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (the training diverged in epoch 1)");
    Painted.assertDrawn(chart);
  }

  @Test
  void accuracyAndMistakesOfADivergedTrainingSayWhereItDiverged() {
    Table far = diverged(2.3, Double.NaN);

    assertThat(Curves.accuracy("Far", far).getXAxisTitle())
        .isEqualTo("epoch (the training diverged in epoch 2)");
    assertThat(Curves.mistakes("Far", "step", far).getXAxisTitle())
        .isEqualTo("step (the training diverged in step 2)");
  }

  @Test
  void comparisonSaysWhichTrainingsDiverged() {
    Map<String, Table> histories = new LinkedHashMap<>();
    histories.put("small rate", history);
    histories.put("large rate", diverged(2.3, Double.NEGATIVE_INFINITY));

    XYChart chart = Curves.compare("Rates", "loss", histories);

    assertThat(chart.getXAxisTitle()).isEqualTo("epoch (diverged: large rate in epoch 2)");
    Painted.assertDrawn(chart);
  }

  @Test
  void historyWithoutAnEpochIsRefusedInWords() {
    assertThatThrownBy(() -> Curves.loss("Nothing", history.emptyCopy()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The history of \"training\" has no epoch yet: there is no curve to draw.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mean squared error", "cross-entropy", "LossFMeasure(beta=1.0)"})
  void lossHasItsOwnName(String name) {
    Table named = history.copy().setName("Training history (loss: %s)".formatted(name));

    assertThat(Curves.loss("Regression", named).getYAxisTitle()).isEqualTo("loss (" + name + ")");
  }

  private static Table diverged(double... losses) {
    double[] accuracies = new double[losses.length];
    return Table.create(
        IntColumn.indexColumn("epoch", losses.length, 1),
        DoubleColumn.create("loss", losses),
        DoubleColumn.create("accuracy", accuracies),
        DoubleColumn.create("val_loss", losses),
        DoubleColumn.create("val_accuracy", accuracies));
  }

  /** A stopped training may end so. */
  @Test
  void epochThatWasNotValidatedLeavesAGap() {
    Table gap = history.copy();
    gap.doubleColumn("val_loss").set(2, Double.NaN);
    Painted.assertDrawn(Curves.loss("Stopped in epoch 3", gap));

    Table nothing = history.first(1).copy();
    nothing.doubleColumn("val_loss").set(0, Double.NaN);
    Painted.assertDrawn(Curves.loss("Stopped in epoch 1", nothing));
  }

  @Test
  void longHistoriesHaveNoMarkers() {
    Table many = Table.create(IntColumn.indexColumn("epoch", 100, 1));
    for (String column : List.of("accuracy", "val_accuracy")) {
      many.addColumns(DoubleColumn.create(column, new double[100]));
    }

    assertThat(Curves.accuracy("Long", many).getSeriesMap().get("training").getMarker())
        .isEqualTo(SeriesMarkers.NONE);
    assertThat(Curves.accuracy("Short", history).getSeriesMap().get("training").getMarker())
        .isNotEqualTo(SeriesMarkers.NONE);
  }

  @Test
  void curvesAreDrawnInTheLabsColours() {
    XYChart chart = Curves.accuracy("Max pooling", history);

    assertThat(chart.getStyler().getSeriesColors()[0]).isEqualTo(ChartTheme.colour(0));
    assertThat(Painted.colours(Painted.draw(chart)))
        .contains(ChartTheme.colour(0).getRGB(), ChartTheme.colour(1).getRGB());
  }

  @Test
  void paletteBeginsAgainAfterItsLastColour() {
    assertThat(ChartTheme.colour(7)).isEqualTo(ChartTheme.colour(0));
    assertThat(ChartTheme.colour(1)).isNotEqualTo(ChartTheme.colour(0));
  }
}
