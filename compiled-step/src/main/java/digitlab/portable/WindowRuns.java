package digitlab.portable;

import digitlab.plan.Window;
import digitlab.shares.Share;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * For each pixel of a window, which pixels of one channel it meets while the window moves: as runs
 * of positions that meet neighbouring pixels, so that whole rows are copied at once.
 *
 * @param inputs pixels of a channel of the input
 * @param outputs positions of the window
 * @param ofKernel the runs of each pixel of the window, which together are all positions
 */
record WindowRuns(int inputs, int outputs, Run[][] ofKernel) {
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
    List<Run[]> ofKernel = new ArrayList<>();
    for (int row = 0; row < window.kernel()[0]; row++) {
      for (int column = 0; column < window.kernel()[1]; column++) {
        ofKernel.add(runs(window, row, column));
      }
    }
    return new WindowRuns(
        (int) (window.input()[0] * window.input()[1]),
        (int) (window.output()[0] * window.output()[1]),
        ofKernel.toArray(Run[][]::new));
  }

  private static Run[] runs(Window window, int row, int column) {
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
    return runs.toArray(Run[]::new);
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
   * Copies the pixels that one pixel of the window meets, position after position.
   *
   * @param k the pixel of the window
   * @param pixels of a channel, from {@code start} on
   * @param n the number of images, which lie innermost
   * @param outside what counts in place of a pixel beyond the input
   * @param to {@code outputs · n} values
   */
  void gather(int k, float[] pixels, int start, int n, float outside, float[] to) {
    for (Run run : ofKernel[k]) {
      int place = run.position * n;
      if (run.isOutside()) {
        Arrays.fill(to, place, place + run.length * n, outside);
      } else {
        copy(pixels, start + run.pixel * n, to, place, run.length * n);
      }
    }
  }

  /**
   * The same into native memory.
   *
   * @param outside what counts in place of pixels beyond the input, {@code outputs · n} values
   */
  void gather(int k, float[] pixels, int start, int n, float[] outside, FloatBuffer to, int at) {
    for (Run run : ofKernel[k]) {
      int place = at + run.position * n;
      if (run.isOutside()) {
        to.put(place, outside, 0, run.length * n);
      } else {
        to.put(place, pixels, start + run.pixel * n, run.length * n);
      }
    }
  }

  /**
   * The reverse of {@link #gather}: gives to each pixel what belongs to it.
   *
   * @param metOnce whether it {@link #isMetOnce is all that the pixel gets}, and need not be added
   */
  void spread(int k, float[] values, int from, float[] pixels, int start, int n, boolean metOnce) {
    for (Run run : ofKernel[k]) {
      int place = start + run.pixel * n;
      if (metOnce) {
        copy(values, from + run.position * n, pixels, place, run.length * n);
      } else if (!run.isOutside()) {
        for (int i = 0; i < run.length * n; i++) {
          pixels[place + i] += values[from + run.position * n + i];
        }
      }
    }
  }

  /** Copies from native memory to each pixel what belongs to it. */
  void spread(int k, FloatBuffer values, int from, float[] pixels, int n) {
    for (Run run : ofKernel[k]) {
      if (!run.isOutside()) {
        values.get(from + run.position * n, pixels, run.pixel * n, run.length * n);
      }
    }
  }

  /** A call takes longer than to copy eight values, the pixel of a share. */
  private static void copy(float[] from, int start, float[] to, int target, int length) {
    if (length == Share.SIZE) {
      for (int i = 0; i < Share.SIZE; i++) {
        to[target + i] = from[start + i];
      }
    } else {
      System.arraycopy(from, start, to, target, length);
    }
  }

  /** Whether windows lie side by side: each pixel of the input is met, and by one of them only. */
  boolean isMetOnce() {
    int[] met =
        Arrays.stream(ofKernel)
            .flatMap(Arrays::stream)
            .flatMapToInt(run -> IntStream.range(run.pixel, run.pixel + run.length))
            .sorted()
            .toArray();
    return Arrays.equals(met, IntStream.range(0, inputs).toArray());
  }

  /** The number of pixels of the window. */
  int kernel() {
    return ofKernel.length;
  }
}
