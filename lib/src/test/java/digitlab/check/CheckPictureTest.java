package digitlab.check;

import static digitlab.check.CheckTest.passes;
import static digitlab.check.CheckTest.says;

import digitlab.chart.DigitGrid;
import digitlab.chart.Picture;
import digitlab.testing.RealDigits;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** What students read about pictures that do not show what they should. */
class CheckPictureTest {
  private static final String HINT = "Look at notebook 01.";

  @Test
  void pictureWithDigitsPasses() {
    Picture grid = DigitGrid.first(RealDigits.first(20, 1).train(), 2, 5);
    passes(() -> Check.picture("grid", grid, 300, 100, HINT));
    passes(() -> Check.picture("grid", grid.image(), 300, 100, HINT));
  }

  @Test
  void smallPictureIsToldBothSizes() {
    BufferedImage small = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    says(
        () -> Check.picture("grid", small, 300, 100, HINT),
        "grid has 40 × 30 pixels, but should have at least 300 × 100. Look at notebook 01.");
  }

  @Test
  void blankPictureIsNotAccepted() {
    BufferedImage blank = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    says(
        () -> Check.picture("grid", blank, 40, 30, HINT),
        "grid is blank: all its pixels are alike. Look at notebook 01.");
  }

  @Test
  void chartSaysWhatIsMissing() {
    says(
        () -> Check.chart("bars", chart("t", "x", "y", 0), HINT),
        "bars shows nothing: it has no series. Look at notebook 01.");
    says(
        () -> Check.chart("bars", chart("", "x", "y", 1), HINT),
        "bars has no title. Look at notebook 01.");
    says(
        () -> Check.chart("bars", chart("t", " ", "y", 1), HINT),
        "bars has no title on its horizontal axis. Look at notebook 01.");
    says(
        () -> Check.chart("bars", chart("t", "x", "", 1), HINT),
        "bars has no title on its vertical axis. Look at notebook 01.");
    passes(() -> Check.chart("bars", chart("t", "x", "y", 1), HINT));
  }

  @Test
  void legendMustTellTheSeriesApart() {
    CategoryChart two = chart("t", "x", "y", 2);
    passes(() -> Check.legend("bars", two, 2, HINT));
    says(
        () -> Check.legend("bars", two, 3, HINT),
        "bars has 2 series, but should have at least 3. Look at notebook 01.");
    two.getStyler().setLegendVisible(false);
    says(
        () -> Check.legend("bars", two, 2, HINT),
        "bars has no legend, so nobody can tell its series apart. Look at notebook 01.");
  }

  @Test
  void lineIsFoundByItsNameAndShowsItsValues() {
    XYChart curves = new XYChartBuilder().build();
    curves.addSeries("training", new double[] {1, 2}, new double[] {0.9, 0.5});
    passes(() -> Check.line("curves", curves, "training", new double[] {0.9, 0.5}, HINT));
    says(
        () -> Check.line("curves", curves, "validation", new double[] {0.9, 0.5}, HINT),
        "curves has no line called \"validation\", only [training]. Look at notebook 01.");
    says(
        () -> Check.line("curves", curves, "training", new double[] {0.9, 0.4}, HINT),
        "The line \"training\" of curves does not go through the values that it should show."
            + " Look at notebook 01.");
    says(
        () -> Check.line("curves", chart("t", "x", "y", 1), "training", new double[0], HINT),
        "curves is of the type CategoryChart, but should be an XYChart.");
  }

  private static CategoryChart chart(String title, String x, String y, int series) {
    CategoryChart chart =
        new CategoryChartBuilder().title(title).xAxisTitle(x).yAxisTitle(y).build();
    for (int i = 0; i < series; i++) {
      chart.addSeries("series " + i, List.of(0, 1), List.of(5, 6));
    }
    return chart;
  }
}
