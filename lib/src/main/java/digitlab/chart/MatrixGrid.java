package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Planes of numbers as small pictures: the filters of a convolution, feature maps, pooled images.
 *
 * <p>All planes of a picture share one scale. White is 0. Without negative values the largest one
 * is black; otherwise positive values are orange and negative ones blue.
 */
public final class MatrixGrid {
  private static final int UNIT = Picture.RESOLUTION;
  private static final int SMALL = 48 * UNIT;
  private static final int SMALLEST = 36 * UNIT;

  /** More planes than these are drawn smaller. */
  private static final int MANY = 64;

  private static final int LARGE = 112 * UNIT;
  private static final int GAP = 8 * UNIT;
  private static final int CAPTION = 16 * UNIT;
  private static final int LINE = 24 * UNIT;
  private static final int BAR = 12 * UNIT;
  private static final int WIDEST = 720 * UNIT;
  static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 13 * UNIT);

  private MatrixGrid() {}

  /**
   * Planes of one size, each with its number below it.
   *
   * @param title what they are
   * @param planes {@code [n, height, width]}
   */
  public static Picture of(String title, INDArray planes) {
    if (planes.rank() != 3) {
      throw new IllegalArgumentException(
          "Planes have the shape [n, height, width], but these have %s. slice(0) takes the first of an array along its first dimension, get(all(), point(0), all(), all()) along its second."
              .formatted(Arrays.toString(planes.shape())));
    }
    Map<String, float[][]> numbered = new LinkedHashMap<>();
    float[][][] values = values(planes);
    for (int i = 0; i < values.length; i++) {
      numbered.put(Integer.toString(i), values[i]);
    }
    int pixels = (int) Math.max(planes.size(1), planes.size(2));
    int side = numbered.size() > MANY ? SMALLEST : SMALL;
    // A multiple of the plane's own pixels, so that all of them are equally large.
    return draw(title, "", numbered, pixels * Math.max(1, side / pixels));
  }

  /**
   * Planes that may differ in size, all drawn equally large, each with its name below it.
   *
   * @param title what they are
   * @param planes {@code [height, width]} by name
   */
  public static Picture of(String title, Map<String, INDArray> planes) {
    Map<String, float[][]> named = new LinkedHashMap<>();
    planes.forEach(
        (name, plane) -> {
          if (plane.rank() != 2) {
            throw new IllegalArgumentException(
                "A plane has the shape [height, width], but \"%s\" has %s."
                    .formatted(name, Arrays.toString(plane.shape())));
          }
          named.put(name, values(plane.reshape(1, plane.size(0), plane.size(1)))[0]);
        });
    return draw(title, " (" + String.join("; ", named.keySet()) + ")", named, LARGE);
  }

  /**
   * The values of {@code [n, height, width]}. Slices of some views of ND4J are wrong: it is copied.
   */
  private static float[][][] values(INDArray planes) {
    float[] copy = planes.castTo(DataType.FLOAT).ravel().toFloatVector();
    float[][][] values =
        new float[(int) planes.size(0)][(int) planes.size(1)][(int) planes.size(2)];
    int from = 0;
    for (float[][] plane : values) {
      for (float[] row : plane) {
        System.arraycopy(copy, from, row, 0, row.length);
        from += row.length;
      }
    }
    return values;
  }

  private static Picture draw(String title, String names, Map<String, float[][]> planes, int side) {
    if (planes.isEmpty()) {
      throw new IllegalArgumentException("There is no plane to draw for \"%s\".".formatted(title));
    }
    ColorMap colours = ColorMap.of(planes.values());
    List<ImageGrid.Cell> cells =
        planes.entrySet().stream()
            .map(plane -> new ImageGrid.Cell(image(plane.getValue(), colours), plane.getKey()))
            .toList();
    int columns = Math.max(1, (WIDEST - GAP) / (Math.max(side, ImageGrid.widest(cells)) + GAP));
    BufferedImage grid = new ImageGrid(side, GAP, CAPTION).draw(cells, columns);
    return new Picture(framed(title, grid, colours), describe(title, names, planes));
  }

  /** The grid with its title above and the scale of its colours below. */
  private static BufferedImage framed(String title, BufferedImage grid, ColorMap colours) {
    int letters = (int) BOLD.getStringBounds(title, ImageGrid.SCREEN).getWidth();
    BufferedImage frame =
        new BufferedImage(
            Math.max(grid.getWidth(), letters + 2 * GAP),
            grid.getHeight() + 2 * LINE,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = ImageGrid.graphics(frame);
    graphics.drawImage(grid, 0, LINE, null);
    colours.legend(graphics, GAP, LINE + grid.getHeight(), BAR);
    graphics.setFont(BOLD);
    graphics.drawString(title, GAP, LINE * 3 / 4);
    graphics.dispose();
    return frame;
  }

  /** A plane in its own resolution, in the middle of a square. */
  private static BufferedImage image(float[][] plane, ColorMap colours) {
    int height = plane.length;
    int width = plane[0].length;
    int side = Math.max(height, width);
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.fillRect(0, 0, side, side);
    graphics.dispose();
    for (int row = 0; row < height; row++) {
      for (int column = 0; column < width; column++) {
        image.setRGB(
            (side - width) / 2 + column, (side - height) / 2 + row, colours.of(plane[row][column]));
      }
    }
    return image;
  }

  private static String describe(String title, String names, Map<String, float[][]> planes) {
    float least = Float.POSITIVE_INFINITY;
    float most = Float.NEGATIVE_INFINITY;
    String largest = "";
    int empty = 0;
    for (Map.Entry<String, float[][]> plane : planes.entrySet()) {
      boolean zero = true;
      for (float[] row : plane.getValue()) {
        for (float value : row) {
          least = Math.min(least, value);
          largest = value > most ? plane.getKey() : largest;
          most = Math.max(most, value);
          zero &= value == 0;
        }
      }
      empty += zero ? 1 : 0;
    }
    return "%s: %s %s%s with values from %s to %s, the largest in %s%s"
        .formatted(
            title,
            Numbers.count(planes.size()),
            planes.size() == 1 ? "plane" : "planes",
            names,
            Numbers.threeDigits(least),
            Numbers.threeDigits(most),
            largest,
            empty == 0 ? "" : "; zero everywhere: " + Numbers.count(empty));
  }
}
