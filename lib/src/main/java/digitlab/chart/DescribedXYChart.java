package digitlab.chart;

import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.Table;

/** A chart of points and lines that says itself what it shows. */
final class DescribedXYChart extends XYChart implements DescribedChart {
  private final String words;
  private final List<Table> data;

  DescribedXYChart(XYChartBuilder builder, String words, Table... data) {
    super(builder);
    this.words = words;
    this.data = List.of(data);
  }

  @Override
  public String inWords() {
    return words;
  }

  @Override
  public List<Table> data() {
    return data;
  }
}
