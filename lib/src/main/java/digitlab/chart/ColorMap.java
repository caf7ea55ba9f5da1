package digitlab.chart;

import digitlab.text.Numbers;
import java.awt.Color;
import java.awt.Graphics2D;

/**
 * Colours for numbers, the further from 0 the darker: white is 0. Without negative values the rest
 * is grey up to black; otherwise positive values are orange and negative ones blue, which people
 * with any kind of colour blindness can tell apart.
 *
 * @param most the value, positive or negative, of the darkest colour
 * @param signed whether there are negative values
 */
record ColorMap(float most, boolean signed) {
  private static final Color POSITIVE = new Color(0xB34700);
  private static final Color NEGATIVE = new Color(0x005A8F);

  /** The colours for values from the smallest to the largest of these. */
  static ColorMap of(Iterable<float[][]> planes) {
    float least = 0;
    float most = 0;
    for (float[][] plane : planes) {
      for (float[] row : plane) {
        for (float value : row) {
          if (!Float.isFinite(value)) {
            throw new IllegalArgumentException(
                "A plane to be drawn holds %s, which is no number. Has the training diverged?"
                    .formatted(value));
          }
          least = Math.min(least, value);
          most = Math.max(most, value);
        }
      }
    }
    return new ColorMap(Math.max(most, -least), least < 0);
  }

  /** The colour of a value, as RGB. */
  int of(float value) {
    float share = most == 0 ? 0 : Math.min(1, Math.abs(value) / most);
    Color darkest = !signed ? Color.BLACK : value < 0 ? NEGATIVE : POSITIVE;
    return mix(darkest.getRed(), share) << 16
        | mix(darkest.getGreen(), share) << 8
        | mix(darkest.getBlue(), share);
  }

  private static int mix(int darkest, float share) {
    return Math.round(255 + (darkest - 255) * share);
  }

  /** Draws a bar of all colours with its numbers, in the given place and height. */
  void legend(Graphics2D graphics, int x, int y, int height) {
    String left = signed ? Numbers.threeDigits(-most) : "0";
    int letters = graphics.getFontMetrics().stringWidth(left);
    int gap = height / 2;
    int bar = x + letters + gap;
    int width = 10 * height;
    for (int i = 0; i < width; i++) {
      float share = (i + 0.5f) / width;
      graphics.setColor(new Color(of(most * (signed ? 2 * share - 1 : share))));
      graphics.fillRect(bar + i, y, 1, height);
    }
    graphics.setColor(Color.LIGHT_GRAY);
    graphics.drawRect(bar - 1, y - 1, width + 1, height + 1);
    graphics.setColor(Color.BLACK);
    int line = y + height - graphics.getFontMetrics().getDescent() / 2;
    graphics.drawString(left, x, line);
    graphics.drawString(Numbers.threeDigits(most), bar + width + gap, line);
  }
}
