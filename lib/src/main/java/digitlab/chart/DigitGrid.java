package digitlab.chart;

import digitlab.data.Digits;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Digits in rows, each with a caption, dark ink on white paper. */
public final class DigitGrid {
  private static final int SCALE = 2 * Picture.RESOLUTION;
  private static final int GAP = 12 * Picture.RESOLUTION;
  private static final int CAPTION = 18 * Picture.RESOLUTION;
  private static final int IMAGE = Digits.SIDE * SCALE;

  private static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11 * Picture.RESOLUTION);

  private DigitGrid() {}

  /** The first {@code rows × columns} digits of a set, each with its label. */
  public static Picture first(Digits digits, int rows, int columns) {
    int n = Math.min(rows * columns, digits.size());
    return of(
        digits,
        IntStream.range(0, n).toArray(),
        columns,
        image -> Integer.toString(digits.label(image)));
  }

  /**
   * Chosen digits.
   *
   * @param images their numbers in the set
   * @param columns digits in a row
   * @param caption what to write below an image, given its number
   */
  public static Picture of(Digits digits, int[] images, int columns, IntFunction<String> caption) {
    int across = Math.max(1, Math.min(columns, images.length));
    int width = Math.max(IMAGE, widest(images, caption));
    int rows = Math.max(1, (images.length + across - 1) / across);
    BufferedImage canvas =
        new BufferedImage(
            across * (width + GAP) + GAP,
            rows * (IMAGE + CAPTION + GAP) + GAP,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D pen = canvas.createGraphics();
    pen.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    pen.setColor(Color.WHITE);
    pen.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    pen.setFont(FONT);
    for (int i = 0; i < images.length; i++) {
      int x = GAP + i % across * (width + GAP) + (width - IMAGE) / 2;
      int y = GAP + i / across * (IMAGE + CAPTION + GAP);
      pen.drawImage(image(digits, images[i]), x, y, IMAGE, IMAGE, null);
      pen.setColor(Color.LIGHT_GRAY);
      pen.drawRect(x - 1, y - 1, IMAGE + 1, IMAGE + 1);
      pen.setColor(Color.BLACK);
      String text = caption.apply(images[i]);
      int length = pen.getFontMetrics().stringWidth(text);
      pen.drawString(text, x + (IMAGE - length) / 2, y + IMAGE + CAPTION * 4 / 5);
    }
    pen.dispose();
    return new Picture(canvas, describe(images, caption));
  }

  /** The width of the longest caption. */
  private static int widest(int[] images, IntFunction<String> caption) {
    Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    var metrics = pen.getFontMetrics(FONT);
    pen.dispose();
    return IntStream.of(images).mapToObj(caption).mapToInt(metrics::stringWidth).max().orElse(0);
  }

  /** One digit in its own resolution, the ink black. */
  private static BufferedImage image(Digits digits, int image) {
    BufferedImage picture = new BufferedImage(Digits.SIDE, Digits.SIDE, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < Digits.SIDE; row++) {
      for (int column = 0; column < Digits.SIDE; column++) {
        int paper = 255 - digits.pixel(image, row, column);
        picture.setRGB(column, row, paper << 16 | paper << 8 | paper);
      }
    }
    return picture;
  }

  private static String describe(int[] images, IntFunction<String> caption) {
    if (images.length == 0) {
      return "No digits to show";
    }
    return images.length
        + " handwritten digits: "
        + IntStream.of(images).mapToObj(caption).collect(Collectors.joining(", "));
  }
}
