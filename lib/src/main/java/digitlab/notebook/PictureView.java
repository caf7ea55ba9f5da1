package digitlab.notebook;

import static j2html.TagCreator.figure;
import static j2html.TagCreator.img;

import digitlab.chart.Picture;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;

/** A picture or chart as an image inside the HTML, at double resolution, with a description. */
final class PictureView {
  private PictureView() {}

  static View of(Chart<?, ?> chart) {
    return of(new Picture(draw(chart), ChartText.of(chart)));
  }

  static View of(Picture picture) {
    String html =
        figure(
                img()
                    .withSrc("data:image/png;base64," + png(picture.image()))
                    .withAlt(picture.description())
                    .attr("width", picture.width())
                    .withStyle("max-width: 100%; height: auto; background: white"))
            .withStyle("margin: 0.5em 0")
            .render();
    return new View(html, picture.description());
  }

  private static BufferedImage draw(Chart<?, ?> chart) {
    int width = chart.getWidth() * Picture.RESOLUTION;
    int height = chart.getHeight() * Picture.RESOLUTION;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = image.createGraphics();
    pen.scale(Picture.RESOLUTION, Picture.RESOLUTION);
    chart.paint(pen, chart.getWidth(), chart.getHeight());
    pen.dispose();
    return image;
  }

  private static String png(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("The picture cannot be encoded as PNG", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
