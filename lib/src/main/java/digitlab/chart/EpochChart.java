package digitlab.chart;

import java.awt.Graphics2D;
import java.util.stream.DoubleStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;

/**
 * A chart over epochs, whose axis has ticks at whole epochs.
 *
 * <p>Where its values lie evenly, XChart puts ticks at some of them only. That suits a few whole
 * epochs. Of parts of epochs, a single epoch or a long training it would leave odd ticks or none.
 */
final class EpochChart extends XYChart {
  /** So many labels find room side by side. */
  private static final int MOST_TICKS = 20;

  /** Larger values are written with a power of ten. */
  private static final double LARGE = 1e5;

  private static final String UNEVEN = "unevenly placed values";

  EpochChart(XYChartBuilder builder) {
    super(builder);
    setCustomXAxisTickLabelsFormatter(Curves::wholeEpoch);
  }

  /** Adds a line; infinite values are left out like those that are no number. */
  XYSeries addLine(String name, double[] epochs, double[] values) {
    double[] finite = ChartPainter.finite(values);
    if (DoubleStream.of(finite).anyMatch(value -> Math.abs(value) >= LARGE)) {
      getStyler().setYAxisDecimalPattern("0.##E0");
    }
    return addSeries(name, epochs, finite);
  }

  /** XChart looks for its ticks among the values of all series, also of one that is not drawn. */
  @Override
  public void paint(Graphics2D graphics, int width, int height) {
    boolean helped = !getSeriesMap().isEmpty() && !hasFewWholeEpochs();
    if (helped) {
      addSeries(UNEVEN, new double[] {-1, Math.PI}, new double[2]).setEnabled(false);
    }
    try {
      super.paint(graphics, width, height);
    } finally {
      getSeriesMap().remove(UNEVEN);
    }
  }

  private boolean hasFewWholeEpochs() {
    double[] places =
        getSeriesMap().values().stream()
            .map(XYSeries::getXData)
            .flatMapToDouble(DoubleStream::of)
            .distinct()
            .toArray();
    return places.length > 1
        && places.length <= MOST_TICKS
        && DoubleStream.of(places).allMatch(place -> place == Math.rint(place));
  }
}
