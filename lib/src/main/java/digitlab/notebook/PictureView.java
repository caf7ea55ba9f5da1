package digitlab.notebook;

import static j2html.TagCreator.details;
import static j2html.TagCreator.each;
import static j2html.TagCreator.figure;
import static j2html.TagCreator.iff;
import static j2html.TagCreator.img;
import static j2html.TagCreator.rawHtml;
import static j2html.TagCreator.summary;

import digitlab.chart.ChartData;
import digitlab.chart.ChartPainter;
import digitlab.chart.Picture;
import j2html.tags.DomContent;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.internal.chartpart.Chart;
import tech.tablesaw.api.Table;

/**
 * A picture or chart as an image inside the HTML, with a description. It has a white background of
 * its own, so that it can be read on a dark page, too. Charts have a class besides: where our style
 * sheet is at hand, a dark page turns their paper black. Other pictures must stay as they are: in
 * them darkness may mean something.
 */
final class PictureView {
  /** {@code tools/jupyter/labextensions} knows it. */
  private static final String CHART = "digitlab-chart";

  private PictureView() {}

  /** A chart at double resolution, with its data. */
  static View of(Chart<?, ?> chart) {
    return view(
        draw(chart, Picture.RESOLUTION),
        chart.getWidth(),
        chart.getHeight(),
        ChartText.of(chart),
        true,
        ChartData.of(chart));
  }

  /** A chart that will be replaced soon: cheap, and without its data. */
  static View draft(Chart<?, ?> chart) {
    return view(
        draw(chart, 1), chart.getWidth(), chart.getHeight(), ChartText.of(chart), true, List.of());
  }

  static View of(Picture picture) {
    return view(
        picture.image(),
        picture.width(),
        picture.image().getHeight() / Picture.RESOLUTION,
        picture.description(),
        !picture.data().isEmpty(), // it is made of charts
        picture.data());
  }

  /** An image that nobody has described. */
  static View of(BufferedImage image) {
    String size = "An image of %d × %d pixels".formatted(image.getWidth(), image.getHeight());
    return view(image, image.getWidth(), image.getHeight(), size, false, List.of());
  }

  private static View view(
      BufferedImage image,
      int width,
      int height,
      String description,
      boolean isChart,
      List<Table> data) {
    String html =
        figure(
                img()
                    .withSrc("data:image/png;base64," + png(image))
                    .withAlt(description)
                    .withCondClass(isChart, CHART)
                    // Both, so that the page keeps the place free while it loads.
                    .attr("width", width)
                    .attr("height", height)
                    .withStyle("max-width: 100%; height: auto; background: white"),
                iff(!data.isEmpty(), data(data)))
            .withStyle("margin: 0.5em 0")
            .render();
    return new View(html, description);
  }

  /** Closed at first: who sees the picture can do without. */
  private static DomContent data(List<Table> tables) {
    return details(
            summary("Data of this chart").withStyle("cursor: pointer"),
            each(tables, table -> rawHtml(TableView.of(table).html())))
        .withStyle("font-size: 0.9em; margin: 0.25em 0");
  }

  private static BufferedImage draw(Chart<?, ?> chart, int resolution) {
    int width = chart.getWidth() * resolution;
    int height = chart.getHeight() * resolution;
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, width, height);
    graphics.scale(resolution, resolution);
    ChartPainter.paint(chart, graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
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
