package digitlab.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;

/**
 * The look of all charts. The colours are those of Okabe and Ito ("Color Universal Design", 2008),
 * which people with any kind of colour blindness can tell apart.
 */
public final class ChartTheme {
  /** Series colours in the order in which they are used. */
  private static final Color[] SERIES = {
    new Color(0x0072B2),
    new Color(0xD55E00),
    new Color(0x009E73),
    new Color(0xCC79A7),
    new Color(0x56B4E9),
    new Color(0xE69F00),
    new Color(0x000000)
  };

  private static final Color GRID = new Color(0xDDDDDD);

  private ChartTheme() {}

  /** A series colour, counted from 0; after the last one they begin again. */
  public static Color colour(int series) {
    if (series < 0) {
      throw new IndexOutOfBoundsException(
          "Series are counted from 0, but the colour of series %,d was asked for."
              .formatted(series));
    }
    return SERIES[series % SERIES.length];
  }

  /** Gives a chart the lab's colours, type and legend. */
  public static void apply(Styler styler) {
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setSeriesColors(SERIES);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 15));
    styler.setChartTitleBoxVisible(false);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    if (styler instanceof AxesChartStyler axes) {
      axes.setPlotGridLinesColor(GRID);
      axes.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
      axes.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }
    if (styler instanceof XYStyler lines) {
      lines.setSeriesLines(
          new BasicStroke[] {
            SeriesLines.SOLID, SeriesLines.SOLID, SeriesLines.SOLID, SeriesLines.SOLID
          });
      lines.setMarkerSize(7);
    }
  }
}
