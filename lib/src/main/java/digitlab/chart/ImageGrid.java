package digitlab.chart;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.util.List;

/**
 * Small images in rows, each with a frame and a caption, on white. All lengths are in image pixels.
 *
 * @param side width and height that each image is drawn at, whatever its own resolution
 * @param gap white between images
 * @param caption height of the line below an image
 */
record ImageGrid(int side, int gap, int caption) {
  static final Font FONT = new Font(Font.SANS_SERIF, Font.PLAIN, 11 * Picture.RESOLUTION);

  /** How letters are measured before there is a picture to write on. */
  static final FontRenderContext SCREEN = new FontRenderContext(null, true, true);

  /** An image with the caption below it. */
  record Cell(BufferedImage image, String caption) {}

  /** Draws the images, row by row from left to right. */
  BufferedImage draw(List<Cell> cells, int columns) {
    int across = Math.max(1, Math.min(columns, cells.size()));
    int rows = Math.max(1, (cells.size() + across - 1) / across);
    int width = Math.max(side, widest(cells));
    BufferedImage canvas =
        new BufferedImage(
            across * (width + gap) + gap,
            rows * (side + caption + gap) + gap,
            BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = graphics(canvas);
    for (int i = 0; i < cells.size(); i++) {
      int x = gap + i % across * (width + gap) + (width - side) / 2;
      int y = gap + i / across * (side + caption + gap);
      draw(graphics, cells.get(i), x, y);
    }
    graphics.dispose();
    return canvas;
  }

  /** The width of the longest caption: neighbours must not run into one another. */
  static int widest(List<Cell> cells) {
    return cells.stream()
        .mapToInt(cell -> (int) Math.ceil(FONT.getStringBounds(cell.caption(), SCREEN).getWidth()))
        .max()
        .orElse(0);
  }

  private void draw(Graphics2D graphics, Cell cell, int x, int y) {
    graphics.drawImage(cell.image(), x, y, side, side, null);
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.drawRect(x - 1, y - 1, side + 1, side + 1);
    graphics.setColor(Color.BLACK);
    int width = graphics.getFontMetrics().stringWidth(cell.caption());
    graphics.drawString(cell.caption(), x + (side - width) / 2, y + side + caption * 4 / 5);
  }

  /** The graphics of a white canvas, which write smoothly, in black and in the size of captions. */
  static Graphics2D graphics(BufferedImage canvas) {
    Graphics2D graphics = canvas.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, canvas.getWidth(), canvas.getHeight());
    graphics.setColor(Color.BLACK);
    graphics.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    graphics.setFont(FONT);
    return graphics;
  }
}
