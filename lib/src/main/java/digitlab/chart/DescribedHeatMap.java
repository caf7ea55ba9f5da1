package digitlab.chart;

import java.util.List;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import tech.tablesaw.api.Table;

/** A heat map with a description of its own. */
final class DescribedHeatMap extends HeatMapChart implements DescribedChart {
  private final String description;
  private final Table data;

  DescribedHeatMap(HeatMapChartBuilder builder, String description, Table data) {
    super(builder);
    this.description = description;
    this.data = data;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<Table> data() {
    return List.of(data);
  }
}
