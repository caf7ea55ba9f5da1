package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.AxisPair;
import org.knowm.xchart.internal.chartpart.Chart;

/** Draws charts and looks at the result, without comparing it pixel by pixel. */
final class Painted {
  private Painted() {}

  static BufferedImage draw(Chart<?, ?> chart) {
    BufferedImage image =
        new BufferedImage(chart.getWidth(), chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    chart.paint(pen, chart.getWidth(), chart.getHeight());
    pen.dispose();
    return image;
  }

  static Set<Integer> colours(BufferedImage image) {
    int width = image.getWidth();
    return IntStream.range(0, width * image.getHeight())
        .mapToObj(i -> image.getRGB(i % width, i / width))
        .collect(Collectors.toSet());
  }

  /** The labels that a drawn chart has at its axis of epochs; XChart shows them to nobody. */
  static List<String> epochs(XYChart chart) {
    Double from = chart.getStyler().getXAxisMin();
    Double to = chart.getStyler().getXAxisMax();
    return axes(chart).getXAxis().getAxisTickCalculator().getTickLabels().stream()
        .filter(label -> !label.isBlank())
        .filter(label -> from == null || Double.parseDouble(label) >= from)
        .filter(label -> to == null || Double.parseDouble(label) <= to)
        .toList();
  }

  private static AxisPair<?, ?> axes(XYChart chart) {
    try {
      Field axes = Chart.class.getDeclaredField("axisPair");
      axes.setAccessible(true);
      return (AxisPair<?, ?>) axes.get(chart);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("another version of XChart", e);
    }
  }

  static void assertDrawn(Chart<?, ?> chart) {
    assertThat(colours(draw(chart))).hasSizeGreaterThan(2);
  }
}
