package digitlab.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The mean image of each digit in MNIST's training set, against which others are held: digits that
 * stand upright look like these, those that are stored transposed look like these transposed, and
 * anything else, such as clothes, like neither.
 */
final class MeanDigits {
  /** Ten images of grey values, in the order of the digits. */
  private static final String FILE = "mean-digits";

  /** So many images, from all over a set, are enough to know it by. */
  private static final int ENOUGH = 5_000;

  private MeanDigits() {}

  /** The bytes of the ten images. */
  static byte[] stored() {
    try (InputStream in = MeanDigits.class.getResourceAsStream(FILE)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * How much the mean image of each class is like that digit stored in a certain way: Pearson's
   * correlation over the pixels, averaged over the classes that have images; 1 is the same.
   */
  static double likeness(Digits digits, Orientation orientation) {
    byte[] known = orientation.upright(stored(), Digits.SIDE); // twice transposed is upright
    double[][] means = of(digits, Math.max(1, digits.size() / ENOUGH));
    double sum = 0;
    int classes = 0;
    for (int digit = 0; digit < Digits.CLASSES; digit++) {
      if (means[digit] != null) {
        sum += correlation(means[digit], known, digit * Digits.PIXELS);
        classes++;
      }
    }
    return classes == 0 ? 0 : sum / classes;
  }

  /** The mean image of each class in every {@code step}-th image, null for one without images. */
  static double[][] of(Digits digits, int step) {
    double[][] means = new double[Digits.CLASSES][];
    int[] counts = new int[Digits.CLASSES];
    byte[] pixels = digits.pixels();
    for (int image = 0; image < digits.size(); image += step) {
      int digit = digits.label(image);
      counts[digit]++;
      if (means[digit] == null) {
        means[digit] = new double[Digits.PIXELS];
      }
      double[] mean = means[digit];
      for (int p = 0; p < Digits.PIXELS; p++) {
        mean[p] += pixels[image * Digits.PIXELS + p] & 0xFF;
      }
    }
    for (int digit = 0; digit < Digits.CLASSES; digit++) {
      for (int p = 0; means[digit] != null && p < Digits.PIXELS; p++) {
        means[digit][p] /= counts[digit];
      }
    }
    return means;
  }

  private static double correlation(double[] a, byte[] b, int from) {
    double meanA = 0;
    double meanB = 0;
    for (int p = 0; p < a.length; p++) {
      meanA += a[p] / a.length;
      meanB += (b[from + p] & 0xFF) / (double) a.length;
    }
    double both = 0;
    double ofA = 0;
    double ofB = 0;
    for (int p = 0; p < a.length; p++) {
      double x = a[p] - meanA;
      double y = (b[from + p] & 0xFF) - meanB;
      both += x * y;
      ofA += x * x;
      ofB += y * y;
    }
    return ofA == 0 || ofB == 0 ? 0 : both / Math.sqrt(ofA * ofB);
  }
}
