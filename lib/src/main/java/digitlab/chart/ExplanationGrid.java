package digitlab.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Explanations of a digit, painted over it: orange speaks for the class, blue against it, the
 * stronger the darker; a line goes around the ink. What speaks against bears a white dot besides,
 * so that the sign can be read without colours. Each picture has a scale of its own.
 */
public final class ExplanationGrid {
  private static final int SCALE = 5 * Picture.RESOLUTION;
  private static final int GAP = 10 * Picture.RESOLUTION;
  private static final int CAPTION = 18 * Picture.RESOLUTION;
  private static final int LINE = 22 * Picture.RESOLUTION;
  private static final int COLUMNS = 4;
  private static final float INK = 0.5f;

  /** Weaker pixels are all but white: a dot in them would say nothing. */
  private static final float DOTTED = 0.2f;

  private static final Color OUTLINE = new Color(0x222222);

  private ExplanationGrid() {}

  /**
   * @param title what is explained
   * @param digit the image, {@code [height, width]} or with dimensions of 1 before them, 0…1
   * @param explanations by name, in the same shape or {@code [height, width]}
   */
  public static Picture of(String title, INDArray digit, Map<String, INDArray> explanations) {
    if (explanations.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no explanation to draw for \"%s\".".formatted(title));
    }
    float[][] ink = plane("digit", digit);
    List<Painted> all = new ArrayList<>();
    explanations.forEach((name, values) -> all.add(new Painted(name, plane(name, values), ink)));
    List<ImageGrid.Cell> cells =
        all.stream().map(one -> new ImageGrid.Cell(one.image(), one.name)).toList();
    int side = SCALE * Math.max(ink.length, ink[0].length);
    BufferedImage grid = new ImageGrid(side, GAP, CAPTION).draw(cells, COLUMNS);
    return new Picture(
        framed(title, grid, all.stream().anyMatch(Painted::signed)),
        title + ": " + all.stream().map(Painted::words).collect(Collectors.joining("; ")),
        List.of(table(title, all)));
  }

  private static float[][] plane(String name, INDArray values) {
    int rank = values.rank();
    if (rank < 2 || values.length() != values.size(rank - 2) * values.size(rank - 1)) {
      throw new IllegalArgumentException(
          "One image has the shape [height, width], with dimensions of 1 before them at most, but \"%s\" has %s."
              .formatted(name, Arrays.toString(values.shape())));
    }
    int width = (int) values.size(rank - 1);
    float[] flat = values.castTo(DataType.FLOAT).ravel().toFloatVector();
    float[][] plane = new float[(int) values.size(rank - 2)][];
    for (int row = 0; row < plane.length; row++) {
      plane[row] = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
    }
    return plane;
  }

  /** The grid with its title above and what the colours mean below. */
  private static BufferedImage framed(String title, BufferedImage grid, boolean signed) {
    String meaning =
        "Orange: speaks for it"
            + (signed ? "; blue with a dot: against it" : "")
            + ". Line: the ink.";
    int letters =
        (int)
            Math.max(
                MatrixGrid.BOLD.getStringBounds(title, ImageGrid.SCREEN).getWidth(),
                ImageGrid.FONT.getStringBounds(meaning, ImageGrid.SCREEN).getWidth());
    int width = Math.max(grid.getWidth(), letters + 2 * GAP);
    BufferedImage frame =
        new BufferedImage(width, grid.getHeight() + 2 * LINE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = ImageGrid.graphics(frame);
    graphics.drawImage(grid, 0, LINE, null);
    graphics.drawString(meaning, GAP, LINE + grid.getHeight() + LINE / 2);
    graphics.setFont(MatrixGrid.BOLD);
    graphics.drawString(title, GAP, LINE * 3 / 4);
    graphics.dispose();
    return frame;
  }

  private static Table table(String title, List<Painted> all) {
    StringColumn name = StringColumn.create("explanation");
    IntColumn row = IntColumn.create("strongest: row");
    IntColumn column = IntColumn.create("column");
    StringColumn sign = StringColumn.create("speaks");
    DoubleColumn onInk = DoubleColumn.create("share on the ink");
    for (Painted one : all) {
      name.append(one.name);
      row.append(one.strongest / one.width());
      column.append(one.strongest % one.width());
      sign.append(one.at(one.strongest) < 0 ? "against" : "for");
      onInk.append(one.onInk());
    }
    return Table.create(title, name, row, column, sign, onInk);
  }

  /** An explanation over its digit. */
  private static final class Painted {
    private final String name;
    private final float[][] values;
    private final float[][] ink;
    private final ColorMap colours;
    private final int strongest;

    Painted(String name, float[][] values, float[][] ink) {
      if (values.length != ink.length || values[0].length != ink[0].length) {
        throw new IllegalArgumentException(
            "The digit has %d × %d pixels, but \"%s\" has %d × %d."
                .formatted(ink.length, ink[0].length, name, values.length, values[0].length));
      }
      this.name = name;
      this.values = values;
      this.ink = ink;
      ColorMap unsigned = ColorMap.of(List.<float[][]>of(values));
      this.colours = new ColorMap(unsigned.most(), true);
      int most = 0;
      for (int i = 0; i < values.length * width(); i++) {
        most = Math.abs(at(i)) > Math.abs(at(most)) ? i : most;
      }
      this.strongest = most;
    }

    int width() {
      return values[0].length;
    }

    float at(int place) {
      return values[place / width()][place % width()];
    }

    boolean signed() {
      return Arrays.stream(values).anyMatch(row -> anyNegative(row));
    }

    private static boolean anyNegative(float[] row) {
      for (float value : row) {
        if (value < 0) {
          return true;
        }
      }
      return false;
    }

    /** How much of its strength, whatever its sign, lies on pixels that are not white. */
    double onInk() {
      double on = 0;
      double all = 0;
      for (int i = 0; i < values.length * width(); i++) {
        all += Math.abs(at(i));
        on += ink[i / width()][i % width()] > 0 ? Math.abs(at(i)) : 0;
      }
      return all == 0 ? 0 : on / all;
    }

    String words() {
      if (at(strongest) == 0) {
        return name + " is 0 everywhere";
      }
      return "%s speaks most %s it at row %d, column %d, %.0f %% of its strength lies on the ink"
          .formatted(
              name,
              at(strongest) < 0 ? "against" : "for",
              strongest / width(),
              strongest % width(),
              100 * onInk());
    }

    BufferedImage image() {
      int side = SCALE * Math.max(values.length, width());
      BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = ImageGrid.graphics(image);
      for (int i = 0; i < values.length * width(); i++) {
        paint(graphics, at(i), i % width() * SCALE, i / width() * SCALE);
      }
      graphics.setColor(OUTLINE);
      graphics.setStroke(new BasicStroke(Picture.RESOLUTION));
      for (int row = 0; row <= values.length; row++) {
        for (int column = 0; column <= width(); column++) {
          outline(graphics, row, column);
        }
      }
      graphics.dispose();
      return image;
    }

    private void paint(Graphics2D graphics, float value, int x, int y) {
      graphics.setColor(new Color(colours.of(value)));
      graphics.fillRect(x, y, SCALE, SCALE);
      if (value < -DOTTED * colours.most()) {
        graphics.setColor(Color.WHITE);
        graphics.fillOval(x + SCALE / 3, y + SCALE / 3, SCALE / 3 + 1, SCALE / 3 + 1);
      }
    }

    /** The lines above and left of a pixel, where ink and paper meet. */
    private void outline(Graphics2D graphics, int row, int column) {
      int x = column * SCALE;
      int y = row * SCALE;
      if (isInk(row, column) != isInk(row - 1, column)) {
        graphics.drawLine(x, y, x + SCALE, y);
      }
      if (isInk(row, column) != isInk(row, column - 1)) {
        graphics.drawLine(x, y, x, y + SCALE);
      }
    }

    private boolean isInk(int row, int column) {
      return row >= 0
          && column >= 0
          && row < ink.length
          && column < ink[0].length
          && ink[row][column] >= INK;
    }
  }
}
