package digitlab.compiled;

import digitlab.plan.Window;
import java.util.Arrays;
import java.util.List;

/**
 * The part of an image that reaches the output of a network: a rectangle in its upper left corner.
 *
 * <p>A window that does not fit any more at the right or lower edge is not computed: pooling 2 × 2
 * leaves the last row and column of 11 × 11 unread. What is not read need not be computed either,
 * nor what only leads to it, back to the image. It has no gradient, so nothing changes but the
 * time.
 *
 * @param image {@code [channels, height, width]}, or {@code [features]} of what is no image
 * @param rows read of the image
 * @param columns read of the image
 */
record UsedRegion(long[] image, int rows, int columns) {
  /** All there is. */
  static UsedRegion whole(long[] image) {
    return image.length < 3
        ? new UsedRegion(image, 1, (int) image[0])
        : new UsedRegion(image, (int) image[1], (int) image[2]);
  }

  /**
   * Lets every window make only what the one after it reads; all that the last one makes is read.
   *
   * @param windows of the convolutions and poolings, first to last; they are replaced
   * @param image {@code [channels, height, width]}
   * @return what the first window reads of the image
   */
  static UsedRegion narrow(List<Window> windows, long[] image) {
    if (windows.isEmpty() || !windows.stream().allMatch(Window::alwaysSees)) {
      return whole(image);
    }
    long[] read = windows.get(windows.size() - 1).output();
    for (int i = windows.size() - 1; i >= 0; i--) {
      windows.set(i, windows.get(i).making(read));
      read = windows.get(i).input();
    }
    return new UsedRegion(image, (int) read[0], (int) read[1]);
  }

  /** The shape of what is seen. */
  long[] shape() {
    return image.length < 3 ? image : new long[] {image[0], rows, columns};
  }

  /**
   * The seen part of some images.
   *
   * @param images one after another, each by channel, row and column
   * @param from the first of them to be taken
   * @return {@code count × channels × rows × columns} values
   */
  float[] of(float[] images, int from, int count) {
    int length = (int) Arrays.stream(image).reduce(1, Math::multiplyExact);
    if (Arrays.equals(shape(), image)) {
      return Arrays.copyOfRange(images, from * length, (from + count) * length);
    }
    int height = (int) image[1];
    int width = (int) image[2];
    int lines = count * (int) image[0] * rows;
    float[] seen = new float[lines * columns];
    for (int line = 0; line < lines; line++) {
      int start = from * length + (line / rows * height + line % rows) * width;
      System.arraycopy(images, start, seen, line * columns, columns);
    }
    return seen;
  }

  /**
   * The reverse of {@link #of}: values of the seen part take their places in whole images.
   *
   * @param seen {@code count × channels × rows × columns} values
   * @param images whole ones; what is not seen is left as it is
   * @param from the first image that is written
   */
  void into(float[] seen, int count, float[] images, int from) {
    int length = (int) Arrays.stream(image).reduce(1, Math::multiplyExact);
    if (Arrays.equals(shape(), image)) {
      System.arraycopy(seen, 0, images, from * length, count * length);
      return;
    }
    int height = (int) image[1];
    int width = (int) image[2];
    int lines = count * (int) image[0] * rows;
    for (int line = 0; line < lines; line++) {
      int start = from * length + (line / rows * height + line % rows) * width;
      System.arraycopy(seen, line * columns, images, start, columns);
    }
  }
}
