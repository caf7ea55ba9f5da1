package digitlab.chart;

import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import tech.tablesaw.api.Table;

/** A heat map that says itself what it shows. */
final class DescribedHeatMap extends HeatMapChart implements DescribedChart {
  private final String words;
  private final Table data;

  DescribedHeatMap(HeatMapChartBuilder builder, String words, Table data) {
    super(builder);
    this.words = words;
    this.data = data;
  }

  @Override
  public String inWords() {
    return words;
  }

  @Override
  public List<Table> data() {
    return List.of(data);
  }
}
