package digitlab.plan;

/**
 * How a kernel moves over an image; every array holds {height, width}.
 *
 * @param input size of the image
 * @param kernel size of the kernel
 * @param stride step from one position to the next
 * @param before zeros above and to the left
 * @param after zeros below and to the right
 * @param output number of positions
 */
public record Window(
    long[] input, long[] kernel, long[] stride, long[] before, long[] after, long[] output) {
  /** A window on an input of the given size, with the same zeros before and after. */
  public static Window padded(long[] input, int[] kernel, int[] stride, int[] padding) {
    long[] output = new long[2];
    for (int i = 0; i < 2; i++) {
      output[i] = (input[i] + 2L * padding[i] - kernel[i]) / stride[i] + 1;
    }
    return new Window(input, longs(kernel), longs(stride), longs(padding), longs(padding), output);
  }

  /** "Same": as many positions as strides begin in the input; an odd zero comes after it. */
  public static Window same(long[] input, int[] kernel, int[] stride) {
    long[] output = new long[2];
    long[] before = new long[2];
    long[] after = new long[2];
    for (int i = 0; i < 2; i++) {
      output[i] = (input[i] + stride[i] - 1) / stride[i];
      long zeros = Math.max(0, (output[i] - 1) * stride[i] + kernel[i] - input[i]);
      before[i] = zeros / 2;
      after[i] = zeros - before[i];
    }
    return new Window(input, longs(kernel), longs(stride), before, after, output);
  }

  /**
   * The same window on the input without its frame of zeros, which count as padding now.
   *
   * @param frame zeros {above, below, left, right}
   */
  public Window within(int[] frame) {
    return new Window(
        new long[] {input[0] - frame[0] - frame[1], input[1] - frame[2] - frame[3]},
        kernel,
        stride,
        new long[] {before[0] + frame[0], before[1] + frame[2]},
        new long[] {after[0] + frame[1], after[1] + frame[3]},
        output);
  }

  /**
   * The same window at its first positions only, on no more of the image than it reads there.
   *
   * @param positions at most as many as now
   */
  public Window making(long[] positions) {
    long[] read = new long[2];
    long[] zeros = new long[2];
    for (int i = 0; i < 2; i++) {
      long end = (positions[i] - 1) * stride[i] + kernel[i] - before[i];
      read[i] = Math.min(input[i], end);
      zeros[i] = end - read[i];
    }
    return new Window(read, kernel, stride, before, zeros, positions);
  }

  /** Whether every position sees some of the image, and not zeros alone. */
  public boolean alwaysSees() {
    return kernel[0] > before[0] && kernel[1] > before[1];
  }

  public boolean hasPadding() {
    return before[0] + before[1] + after[0] + after[1] > 0;
  }

  private static long[] longs(int[] values) {
    return new long[] {values[0], values[1]};
  }
}
