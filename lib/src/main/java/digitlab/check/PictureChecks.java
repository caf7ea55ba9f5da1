package digitlab.check;

import java.awt.image.BufferedImage;
import java.util.Arrays;

/** Looks at pictures. */
final class PictureChecks {
  private PictureChecks() {}

  static void check(String name, BufferedImage image, int width, int height, String hint) {
    if (image.getWidth() < width || image.getHeight() < height) {
      throw new NotYetRight(
          "%s has %d × %d pixels, but should have at least %d × %d. %s"
              .formatted(name, image.getWidth(), image.getHeight(), width, height, hint));
    }
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    if (Arrays.stream(pixels).allMatch(pixel -> pixel == pixels[0])) {
      throw new NotYetRight("%s is blank: all its pixels are alike. %s".formatted(name, hint));
    }
  }
}
