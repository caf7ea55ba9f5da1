package digitlab.notebook;

import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;

import digitlab.chart.Picture;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A picture or chart as an image inside the HTML, with a description. It has its own white paper,
 * so that it can be read on a dark page, too.
 */
final class PictureView {
  private PictureView() {}

  /** A chart at double resolution. */
  static View of(Chart<?, ?> chart) {
    return of(chart, Picture.RESOLUTION);
  }

  /**
   * A chart.
   *
   * @param resolution image pixels for each CSS pixel: 2 is crisp on any screen, 1 is cheap
   */
  static View of(Chart<?, ?> chart, int resolution) {
    return view(draw(chart, resolution), chart.getWidth(), chart.getHeight(), ChartText.of(chart));
  }

  static View of(Picture picture) {
    return view(
        picture.image(),
        picture.width(),
        picture.image().getHeight() / Picture.RESOLUTION,
        picture.description());
  }

  /** An image that nobody has described. */
  static View of(BufferedImage image) {
    String size = "An image of %d × %d pixels".formatted(image.getWidth(), image.getHeight());
    return view(image, image.getWidth(), image.getHeight(), size);
  }

  private static View view(BufferedImage image, int width, int height, String description) {
    String html =
        figure(
                img()
                    .withSrc("data:image/png;base64," + png(image))
                    .withAlt(description)
                    // Both, so that the page keeps the place free and does not jump.
                    .attr("width", width)
                    .attr("height", height)
                    .withStyle("max-width: 100%; height: auto; background: white"))
            .withStyle("margin: 0.5em 0")
            .render();
    return new View(html, description);
  }

  private static BufferedImage draw(Chart<?, ?> chart, int resolution) {
    int width = chart.getWidth() * resolution;
    int height = chart.getHeight() * resolution;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, width, height);
    pen.scale(resolution, resolution);
    chart.paint(pen, chart.getWidth(), chart.getHeight());
    pen.dispose();
    return image;
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    // Without a stream of our own ImageIO goes through a file on the disk.
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", stream);
    } catch (IOException e) {
      throw new UncheckedIOException("The picture cannot be encoded as PNG", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
