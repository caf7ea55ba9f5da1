package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

class SpreadChartsTest {
  private final Table runs =
      Table.create(
          StringColumn.create("network", "max", "max", "average", "average"),
          DoubleColumn.create("test accuracy", 0.985, 0.987, 0.982, 0.981));
  private final Table summary =
      Table.create(
          StringColumn.create("network", "max", "average"),
          DoubleColumn.create("mean accuracy", 0.986, 0.9815),
          DoubleColumn.create("standard deviation", 0.0014, 0.0007),
          DoubleColumn.create("95 % from", 0.984, 0.9805),
          DoubleColumn.create("to", 0.988, 0.9825),
          LongColumn.create("parameters", 61_706, 3_274_634));

  @Test
  void everyRunIsAPoint() {
    XYChart chart = IntervalPlot.of("Spread", runs, summary);

    assertThat(chart.getSeriesMap().get("max: single seeds").getXData())
        .containsExactly(0.985, 0.987);
    assertThat(chart.getSeriesMap().get("average: single seeds").getXData())
        .containsExactly(0.982, 0.981);
    assertThat(chart.getSeriesMap().get("max: mean").getXData()).containsExactly(0.986);
    assertThat(chart.getSeriesMap().get("max: 95 % interval of the mean").getXData())
        .containsExactly(0.984, 0.988);
  }

  @Test
  void axisHoldsAllValuesAndSaysThatItIsCut() {
    XYChart chart = IntervalPlot.of("Spread", runs, summary);

    assertThat(chart.getStyler().getXAxisMin()).isLessThan(0.9805).isGreaterThan(0.979);
    assertThat(chart.getStyler().getXAxisMax()).isGreaterThan(0.988).isLessThan(0.99);
    assertThat(chart.getXAxisTitle()).contains("does not begin at 0");
  }

  @Test
  void equalValuesStillHaveAnAxis() {
    Table one = summary.first(1);
    one.doubleColumn("95 % from").set(0, 0.986);
    one.doubleColumn("to").set(0, 0.986);

    Table same = runs.first(1);
    same.doubleColumn("test accuracy").set(0, 0.986);

    Painted.assertDrawn(IntervalPlot.of("Spread", same, one));
  }

  @Test
  void chartsAreDrawnInTheNetworksColours() {
    for (XYChart chart :
        new XYChart[] {
          IntervalPlot.of("Spread", runs, summary), ParetoChart.of("Costs", summary, "parameters")
        }) {
      assertThat(Painted.colours(Painted.draw(chart)))
          .contains(ChartTheme.colour(0).getRGB(), ChartTheme.colour(1).getRGB());
    }
  }

  @Test
  void intervalsAreDescribedByNetworkAndHaveTheTrainingsAsData() {
    DescribedChart chart = (DescribedChart) IntervalPlot.of("Spread", runs, summary);

    assertThat(chart.description())
        .isEqualTo(
            "max: mean 0.9860, 95 % interval from 0.9840 to 0.9880;"
                + " average: mean 0.9815, 95 % interval from 0.9805 to 0.9825");
    assertThat(chart.data()).extracting(Table::rowCount).containsExactly(2, 4);
    assertThat(chart.data().get(0).columnNames())
        .containsExactly("network", "mean accuracy", "standard deviation", "95 % from", "to");
  }

  @Test
  void costsAreDescribedByNetworkWithTheFront() {
    DescribedChart chart = (DescribedChart) ParetoChart.of("Costs", summary, "parameters");

    assertThat(chart.description())
        .isEqualTo(
            "max: 0.9860 ± 0.0020 at 61,706; average: 0.9815 ± 0.0010 at 3,274,634."
                + " Not beaten in both: max");
    assertThat(chart.data().get(0).columnNames())
        .containsExactly("network", "parameters", "mean accuracy", "± (95 % interval)");
  }

  @Test
  void costsFarApartAreLogarithmic() {
    assertThat(ParetoChart.of("Costs", summary, "parameters").getXAxisTitle())
        .isEqualTo("parameters (logarithmic)");
    summary.longColumn("parameters").set(1, 70_000L);
    XYChart near = ParetoChart.of("Costs", summary, "parameters");
    assertThat(near.getXAxisTitle()).isEqualTo("parameters");
    assertThat(near.getStyler().getXAxisMin()).isZero();
  }

  @Test
  void frontHoldsWhatNoCheaperOneReaches() {
    DoubleColumn costs = DoubleColumn.create("costs", 4, 1, 2, 3, 1);
    DoubleColumn accuracies = DoubleColumn.create("accuracy", 0.99, 0.95, 0.97, 0.96, 0.94);

    assertThat(ParetoChart.front(accuracies, costs)).containsExactly(1, 2, 0);
  }
}
