package digitlab.chart;

import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.Table;

/** A chart of points and lines with a description of its own. */
final class DescribedXYChart extends XYChart implements DescribedChart {
  private final String description;
  private final List<Table> data;

  DescribedXYChart(XYChartBuilder builder, String description, Table... data) {
    super(builder);
    this.description = description;
    this.data = List.of(data);
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<Table> data() {
    return data;
  }
}
