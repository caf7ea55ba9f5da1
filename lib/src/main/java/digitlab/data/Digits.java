package digitlab.data;

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
    if (pixels.length != labels.length * PIXELS) {
      throw new IllegalArgumentException(
          "%,d labels need %,d pixels, but there are %,d."
              .formatted(labels.length, labels.length * PIXELS, pixels.length));
    }
  }

  /** The number of images. */
  public int size() {
    return labels.length;
  }

  /** The class of an image, 0…9. */
  public int label(int image) {
    return labels[image];
  }

  /** A grey value, 0…255. */
  public int pixel(int image, int row, int column) {
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
}
