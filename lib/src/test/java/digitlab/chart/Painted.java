package digitlab.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

  static void assertDrawn(Chart<?, ?> chart) {
    assertThat(colours(draw(chart))).hasSizeGreaterThan(2);
  }
}
