package digitlab.chart;

import java.util.List;
import tech.tablesaw.api.Table;

/**
 * A chart with a description of its own, because one made from its series would mislead: a line
 * that is an interval, a row that is a network, numbers that are written beside.
 */
public interface DescribedChart {
  /** What the data say, without title and axes. */
  String description();

  /** The data as they were given. */
  List<Table> data();
}
