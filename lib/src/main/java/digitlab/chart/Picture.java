package digitlab.chart;

import java.awt.image.BufferedImage;

/**
 * An image with what it shows in words, for readers who cannot see it.
 *
 * @param image drawn at double resolution: shown at half its width and height it is crisp
 * @param description one or two sentences
 */
public record Picture(BufferedImage image, String description) {
  /** Image pixels for each pixel on a screen of ordinary resolution. */
  public static final int RESOLUTION = 2;

  /** The width at which it is shown, in CSS pixels. */
  public int width() {
    return image.getWidth() / RESOLUTION;
  }

  @Override
  public String toString() {
    return description;
  }
}
