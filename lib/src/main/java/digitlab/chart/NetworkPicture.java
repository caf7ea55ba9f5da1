package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The shapes of the data on their way through a network, as LeCun and others drew it in 1998:
 * feature maps as planes one behind the other, numbers without places as a bar, the sizes above,
 * below what made them.
 */
public final class NetworkPicture {
  private static final int PER_ROW = 11;
  private static final int GAP = 22;
  private static final int MARGIN = 12;
  private static final int LINE = 15;
  private static final int ABOVE = LINE + 10;
  private static final int BELOW = 6;
  private static final double PIXEL = 3;
  private static final double SMALLEST_PLANE = 6;
  private static final double BEHIND = 3;
  private static final double BAR = 9;
  private static final double BAR_SLANT = 8;
  private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 11);
  private static final Font BOLD = new Font(Font.SANS_SERIF, Font.BOLD, 12);
  private static final Color FACE = new Color(0xE3F0F8);
  private static final Color BAR_FACE = new Color(0xDDF2EA);
  private static final Color INK = new Color(0x333333);
  private static final String NOTE =
      "Each plane stands for one feature map; of more than 6, not all are drawn.";

  private NetworkPicture() {}

  /**
   * The data between two layers.
   *
   * @param labels what made it, line by line
   * @param height of a feature map in pixels; 0 for numbers without places
   * @param width of a feature map in pixels; 0 for numbers without places
   * @param count feature maps, or numbers without places
   */
  public record DrawnVolume(List<String> labels, long height, long width, long count) {
    public DrawnVolume {
      labels = List.copyOf(labels);
    }

    boolean flat() {
      return width == 0;
    }

    /** Its size as people write it: height × width × feature maps. */
    String size() {
      return flat() ? Numbers.count(count) : "%d × %d × %d".formatted(height, width, count);
    }

    @Override
    public String toString() {
      return String.join(", ", labels) + ": " + size();
    }

    private double shownHeight() {
      return flat() ? 18 + 32 * Math.log10(Math.max(1, count)) : front(height) + depth();
    }

    private double shownWidth() {
      return flat() ? BAR + BAR_SLANT : front(width) + depth();
    }

    private double depth() {
      return (planes() - 1) * BEHIND;
    }

    /** Up to 6 as they are; from there one more for each half as many again or so. */
    private int planes() {
      return count <= 6 ? (int) count : 6 + (int) Math.round(2 * Math.log(count / 6.0));
    }

    private static double front(long pixels) {
      return Math.max(SMALLEST_PLANE, pixels * PIXEL);
    }
  }

  /** Draws the steps in order, from left to right; many of them in several rows. */
  public static Picture of(List<DrawnVolume> steps) {
    FontMetrics text = metrics();
    List<List<DrawnVolume>> rows =
        IntStream.range(0, (steps.size() + PER_ROW - 1) / PER_ROW)
            .mapToObj(i -> steps.subList(i * PER_ROW, Math.min(steps.size(), (i + 1) * PER_ROW)))
            .toList();
    int tallest =
        (int) Math.ceil(steps.stream().mapToDouble(DrawnVolume::shownHeight).max().orElse(0));
    int labels = steps.stream().mapToInt(step -> step.labels().size()).max().orElse(0);
    int rowHeight = ABOVE + tallest + BELOW + labels * LINE + MARGIN;
    int width =
        rows.stream()
            .mapToInt(row -> row.stream().mapToInt(step -> column(step, text)).sum())
            .max()
            .orElse(0);
    BufferedImage image =
        canvas(
            2 * MARGIN + Math.max(width, text.stringWidth(NOTE)),
            rows.size() * rowHeight + LINE + 2 * MARGIN);
    Graphics2D graphics = graphics(image);
    for (int row = 0; row < rows.size(); row++) {
      draw(graphics, rows.get(row), text, MARGIN / 2 + row * rowHeight, tallest);
    }
    graphics.setFont(PLAIN);
    graphics.setColor(Color.DARK_GRAY);
    graphics.drawString(NOTE, MARGIN, rows.size() * rowHeight + LINE + MARGIN / 2);
    graphics.dispose();
    return new Picture(image, describe(steps));
  }

  /** A row, with an arrow from each step to the next. */
  private static void draw(
      Graphics2D graphics, List<DrawnVolume> row, FontMetrics text, int top, int tallest) {
    double left = MARGIN;
    double arrowFrom = 0;
    for (DrawnVolume step : row) {
      double middle = left + column(step, text) / 2.0;
      draw(graphics, step, middle, top, tallest);
      double half = step.shownWidth() / 2;
      if (arrowFrom > 0) {
        arrow(graphics, arrowFrom, middle - half - 5, top + ABOVE + tallest / 2.0);
      }
      arrowFrom = middle + half + 5;
      left += column(step, text);
    }
  }

  /** The width of a step with its words and the gap to the next. */
  private static int column(DrawnVolume step, FontMetrics text) {
    int words = step.labels().stream().mapToInt(text::stringWidth).max().orElse(0);
    int size = (int) (1.2 * text.stringWidth(step.size()));
    return GAP + Math.max((int) Math.ceil(step.shownWidth()), Math.max(words, size));
  }

  private static void draw(
      Graphics2D graphics, DrawnVolume step, double middle, int top, int tallest) {
    graphics.setColor(INK);
    graphics.setFont(BOLD);
    centred(graphics, step.size(), middle, top + LINE);
    double left = middle - step.shownWidth() / 2;
    double upper = top + ABOVE + (tallest - step.shownHeight()) / 2;
    if (step.flat()) {
      bar(graphics, left, upper, step.shownHeight());
    } else {
      planes(graphics, step, left, upper);
    }
    graphics.setColor(INK);
    graphics.setFont(PLAIN);
    for (int line = 0; line < step.labels().size(); line++) {
      centred(
          graphics,
          step.labels().get(line),
          middle,
          top + ABOVE + tallest + BELOW + (line + 1) * LINE);
    }
  }

  /** From the last plane, at the upper right, to the first. */
  private static void planes(Graphics2D graphics, DrawnVolume step, double left, double upper) {
    double width = DrawnVolume.front(step.width());
    double height = DrawnVolume.front(step.height());
    for (int plane = step.planes() - 1; plane >= 0; plane--) {
      var face =
          new Rectangle2D.Double(
              left + plane * BEHIND, upper + step.depth() - plane * BEHIND, width, height);
      graphics.setColor(FACE);
      graphics.fill(face);
      graphics.setColor(ChartTheme.colour(0));
      graphics.draw(face);
    }
  }

  private static void bar(Graphics2D graphics, double left, double upper, double height) {
    Path2D face = new Path2D.Double();
    face.moveTo(left, upper);
    face.lineTo(left + BAR, upper);
    face.lineTo(left + BAR + BAR_SLANT, upper + height);
    face.lineTo(left + BAR_SLANT, upper + height);
    face.closePath();
    graphics.setColor(BAR_FACE);
    graphics.fill(face);
    graphics.setColor(ChartTheme.colour(2));
    graphics.draw(face);
  }

  private static void arrow(Graphics2D graphics, double from, double to, double y) {
    graphics.setColor(Color.GRAY);
    Path2D line = new Path2D.Double();
    line.moveTo(from, y);
    line.lineTo(to, y);
    line.moveTo(to - 4, y - 3);
    line.lineTo(to, y);
    line.lineTo(to - 4, y + 3);
    graphics.draw(line);
  }

  private static void centred(Graphics2D graphics, String words, double middle, double baseline) {
    float left = (float) (middle - graphics.getFontMetrics().stringWidth(words) / 2.0);
    graphics.drawString(words, left, (float) baseline);
  }

  private static FontMetrics metrics() {
    Graphics2D graphics = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    FontMetrics metrics = graphics.getFontMetrics(PLAIN);
    graphics.dispose();
    return metrics;
  }

  private static BufferedImage canvas(int width, int height) {
    return new BufferedImage(
        width * Picture.RESOLUTION, height * Picture.RESOLUTION, BufferedImage.TYPE_INT_RGB);
  }

  private static Graphics2D graphics(BufferedImage image) {
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
    graphics.scale(Picture.RESOLUTION, Picture.RESOLUTION);
    graphics.setStroke(new BasicStroke(1f));
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    return graphics;
  }

  private static String describe(List<DrawnVolume> steps) {
    return steps.stream()
        .map(DrawnVolume::toString)
        .collect(Collectors.joining("; ", "A network from left to right. ", "."));
  }
}
