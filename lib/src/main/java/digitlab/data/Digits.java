package digitlab.data;

import digitlab.text.Numbers;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A set of labelled images of digits, as bytes.
 *
 * @param name what the set is, for messages: "training set"
 * @param pixels {@code size × 28 × 28} grey values, 0 is the paper and 255 the ink, row by row
 * @param labels the class of each image, 0…9
 */
public record Digits(String name, byte[] pixels, byte[] labels) {
  /** Height and width of an image in pixels. */
  public static final int SIDE = 28;

  /** Pixels in an image. */
  public static final int PIXELS = SIDE * SIDE;

  /** The number of classes: the ten digits. */
  public static final int CLASSES = 10;

  public Digits {
    if (pixels.length != (long) labels.length * PIXELS) {
      throw new IllegalArgumentException(
          "%,d labels need %,d pixels, but there are %,d."
              .formatted(labels.length, (long) labels.length * PIXELS, pixels.length));
    }
    for (int image = 0; image < labels.length; image++) {
      if (labels[image] < 0 || labels[image] >= CLASSES) {
        throw new IllegalArgumentException(
            "Label %,d is %d; labels must be 0 to %d."
                .formatted(image, labels[image] & 0xFF, CLASSES - 1));
      }
    }
  }

  /** The number of images. */
  public int size() {
    return labels.length;
  }

  /**
   * The class of an image, 0…9.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int label(int image) {
    checkImage(image);
    return labels[image];
  }

  /**
   * A grey value, 0…255.
   *
   * @throws IndexOutOfBoundsException if there is no such image, row or column
   */
  public int pixel(int image, int row, int column) {
    checkImage(image);
    check("row", row);
    check("column", column);
    return pixels[image * PIXELS + row * SIDE + column] & 0xFF;
  }

  /** All images as unsigned bytes of shape {@code [size, 28, 28]}. */
  public INDArray images() {
    INDArray images = Nd4j.createUninitialized(DataType.UINT8, size(), SIDE, SIDE);
    images.data().pointer().asByteBuffer().put(pixels);
    return images;
  }

  /** All labels as unsigned bytes of shape {@code [size]}. */
  public INDArray labelArray() {
    INDArray array = Nd4j.createUninitialized(DataType.UINT8, size());
    array.data().pointer().asByteBuffer().put(labels);
    return array;
  }

  /** The images from {@code from} (included) to {@code to} (excluded), with their labels. */
  public Digits range(int from, int to) {
    if (from < 0 || from > to || to > size()) {
      throw new IllegalArgumentException(
          "The images %,d to %,d were asked for, but the %s has %,d images."
              .formatted(from, to, name, size()));
    }
    return new Digits(
        name,
        Arrays.copyOfRange(pixels, from * PIXELS, to * PIXELS),
        Arrays.copyOfRange(labels, from, to));
  }

  /**
   * The same images, moved. What leaves an image on one side is lost; white paper comes in on the
   * other.
   *
   * @param rows pixels downwards; negative: upwards
   * @param columns pixels to the right; negative: to the left
   */
  public Digits shifted(int rows, int columns) {
    if (Math.abs((long) rows) >= SIDE || Math.abs((long) columns) >= SIDE) {
      throw new IllegalArgumentException(
          "A shift by %d rows and %d columns leaves nothing of images of %d × %d pixels; at most %d are possible either way."
              .formatted(rows, columns, SIDE, SIDE, SIDE - 1));
    }
    byte[] moved = new byte[pixels.length];
    int kept = SIDE - Math.abs(columns);
    for (int image = 0; image < size(); image++) {
      for (int row = Math.max(0, rows); row < SIDE + Math.min(0, rows); row++) {
        int line = image * PIXELS + row * SIDE;
        int from = line - rows * SIDE + Math.max(0, -columns);
        System.arraycopy(pixels, from, moved, line + Math.max(0, columns), kept);
      }
    }
    return new Digits(name, moved, labels);
  }

  private void checkImage(int image) {
    if (image < 0 || image >= size()) {
      throw new IndexOutOfBoundsException(
          size() == 0
              ? "The %s has no images, but image %,d was asked for.".formatted(name, image)
              : "The %s has the images 0 to %,d, but image %,d was asked for."
                  .formatted(name, size() - 1, image));
    }
  }

  private static void check(String what, int index) {
    if (index < 0 || index >= SIDE) {
      throw new IndexOutOfBoundsException(
          "An image has the %ss 0 to %d, but %s %,d was asked for."
              .formatted(what, SIDE - 1, what, index));
    }
  }

  @Override
  public String toString() {
    return "%s: %s images of %d × %d pixels".formatted(name, Numbers.count(size()), SIDE, SIDE);
  }
}
