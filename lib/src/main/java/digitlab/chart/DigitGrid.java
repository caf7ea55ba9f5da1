package digitlab.chart;

import digitlab.data.Digits;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Digits in rows, each with a caption, dark on white. */
public final class DigitGrid {
  private static final int SCALE = 2 * Picture.RESOLUTION;
  private static final ImageGrid GRID =
      new ImageGrid(Digits.SIDE * SCALE, 12 * Picture.RESOLUTION, 18 * Picture.RESOLUTION);

  /** A description that is read aloud names no more. */
  private static final int MOST_DESCRIBED = 40;

  private DigitGrid() {}

  /** The first {@code rows × columns} digits of a set, each with its label. */
  public static Picture first(Digits digits, int rows, int columns) {
    requireAtLeastOne("rows", rows);
    requireAtLeastOne("columns", columns);
    int n = (int) Math.min((long) rows * columns, digits.size());
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
   * @throws IndexOutOfBoundsException if the set has no image of such a number
   */
  public static Picture of(Digits digits, int[] images, int columns, IntFunction<String> caption) {
    requireAtLeastOne("columns", columns);
    IntStream.of(images).forEach(digits::label); // an image that is not there is named
    List<ImageGrid.Cell> cells =
        IntStream.of(images)
            .mapToObj(image -> new ImageGrid.Cell(image(digits, image), caption.apply(image)))
            .toList();
    return new Picture(GRID.draw(cells, columns), describe(images, caption));
  }

  private static void requireAtLeastOne(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "The number of %s must be at least 1, but it is %,d.".formatted(what, number));
    }
  }

  /** One digit in its own resolution, dark on white. */
  private static BufferedImage image(Digits digits, int image) {
    BufferedImage picture = new BufferedImage(Digits.SIDE, Digits.SIDE, BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < Digits.SIDE; row++) {
      for (int column = 0; column < Digits.SIDE; column++) {
        int grey = 255 - digits.pixel(image, row, column);
        picture.setRGB(column, row, grey << 16 | grey << 8 | grey);
      }
    }
    return picture;
  }

  private static String describe(int[] images, IntFunction<String> caption) {
    if (images.length == 0) {
      return "No digits to show";
    }
    List<String> described = IntStream.of(images).limit(MOST_DESCRIBED).mapToObj(caption).toList();
    boolean commas = described.stream().anyMatch(words -> words.contains(","));
    return "%d handwritten %s: %s%s"
        .formatted(
            images.length,
            images.length == 1 ? "digit" : "digits",
            String.join(commas ? "; " : ", ", described),
            images.length > MOST_DESCRIBED ? ", and so on" : "");
  }
}
