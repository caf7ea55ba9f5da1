package digitlab.chart;

import java.util.List;
import tech.tablesaw.api.Table;

/**
 * A chart that says itself what it shows, because its series would mislead: a line that is an
 * interval, a row that is a network, numbers that are written beside.
 */
public interface DescribedChart {
  /** What the data say, without title and axes. */
  String inWords();

  /** The data as they were given. */
  List<Table> data();
}
