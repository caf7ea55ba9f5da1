package digitlab.portable;

import digitlab.plan.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * For each pixel of a window, which pixels of one channel it meets while the window moves: as runs
 * of positions that meet neighbouring pixels, so that whole rows are copied at once.
 *
 * @param inputs pixels of a channel of the input
 * @param outputs positions of the window
 * @param ofKernel the runs of each pixel of the window, which together are all positions
 */
record WindowRuns(int inputs, int outputs, List<List<Run>> ofKernel) {
  /** The place of a pixel beyond the input, which counts as zero. */
  static final int OUTSIDE = -1;

  /**
   * Neighbouring positions that meet neighbouring pixels.
   *
   * @param position the first
   * @param pixel that it meets, or {@link #OUTSIDE} for all of the run
   * @param length the number of positions
   */
  record Run(int position, int pixel, int length) {
    boolean isOutside() {
      return pixel == OUTSIDE;
    }

    private boolean goesOnWith(int next) {
      return next == (isOutside() ? OUTSIDE : pixel + length);
    }
  }

  static WindowRuns of(Window window) {
    List<List<Run>> ofKernel = new ArrayList<>();
    for (int row = 0; row < window.kernel()[0]; row++) {
      for (int column = 0; column < window.kernel()[1]; column++) {
        ofKernel.add(runs(window, row, column));
      }
    }
    return new WindowRuns(
        (int) (window.input()[0] * window.input()[1]),
        (int) (window.output()[0] * window.output()[1]),
        ofKernel);
  }

  private static List<Run> runs(Window window, int row, int column) {
    List<Run> runs = new ArrayList<>();
    int position = 0;
    for (int y = 0; y < window.output()[0]; y++) {
      for (int x = 0; x < window.output()[1]; x++) {
        int pixel = pixel(window, y, x, row, column);
        Run last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
        if (last != null && last.goesOnWith(pixel)) {
          runs.set(runs.size() - 1, new Run(last.position, last.pixel, last.length + 1));
        } else {
          runs.add(new Run(position, pixel, 1));
        }
        position++;
      }
    }
    return runs;
  }

  private static int pixel(Window window, int y, int x, int row, int column) {
    long pixelRow = y * window.stride()[0] - window.before()[0] + row;
    long pixelColumn = x * window.stride()[1] - window.before()[1] + column;
    boolean inside =
        pixelRow >= 0
            && pixelRow < window.input()[0]
            && pixelColumn >= 0
            && pixelColumn < window.input()[1];
    return inside ? (int) (pixelRow * window.input()[1] + pixelColumn) : OUTSIDE;
  }

  /**
   * The pixels that the window meets at each position, {@code [position · kernel + pixel of the
   * window]}. In place of one outside, another one of the same position is named again: for a
   * maximum it makes no difference.
   */
  int[] pixels() {
    int[] met = new int[outputs * kernel()];
    Arrays.fill(met, OUTSIDE);
    for (int k = 0; k < kernel(); k++) {
      for (Run run : ofKernel.get(k)) {
        for (int i = 0; i < run.length() && !run.isOutside(); i++) {
          met[(run.position() + i) * kernel() + k] = run.pixel() + i;
        }
      }
    }
    for (int start = 0; start < met.length; start += kernel()) {
      int inside =
          Arrays.stream(met, start, start + kernel()).filter(p -> p >= 0).findFirst().orElseThrow();
      for (int place = start; place < start + kernel(); place++) {
        met[place] = met[place] == OUTSIDE ? inside : met[place];
      }
    }
    return met;
  }

  /** The number of pixels of the window. */
  int kernel() {
    return ofKernel.size();
  }
}
