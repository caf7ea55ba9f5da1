package digitlab.chart;

import java.awt.image.BufferedImage;
import java.util.List;
import tech.tablesaw.api.Table;

/**
 * An image with what it shows in words, for readers who cannot see it.
 *
 * @param image drawn at double resolution: shown at half its width and height it is crisp
 * @param description one or two sentences
 * @param data the numbers behind it, where it is made of charts
 */
public record Picture(BufferedImage image, String description, List<Table> data) {
  /** Image pixels for each pixel on a screen of ordinary resolution. */
  public static final int RESOLUTION = 2;

  public Picture {
    data = List.copyOf(data);
  }

  /** A picture that is not made of numbers. */
  public Picture(BufferedImage image, String description) {
    this(image, description, List.of());
  }

  /** The width at which it is shown, in CSS pixels. */
  public int width() {
    return image.getWidth() / RESOLUTION;
  }

  @Override
  public String toString() {
    return description;
  }
}
