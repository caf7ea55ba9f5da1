package digitlab.data;

import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.settings.Surroundings;
import digitlab.text.Numbers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * The MNIST database of handwritten digits (LeCun, Cortes, Burges 1998), or another data set in the
 * same four files, such as Fashion-MNIST.
 *
 * @param train the training set, 60,000 images in MNIST
 * @param test the test set, 10,000 images in MNIST
 */
public record Mnist(Digits train, Digits test) {
  private static final String TRAINING_IMAGES = "train-images-idx3-ubyte";

  /** SHA-256 of the four files of MNIST, unpacked and without their headers. */
  private static final Map<String, String> BUNDLED =
      Map.of(
          "train-images-idx3-ubyte",
          "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
          "train-labels-idx1-ubyte",
          "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
          "t10k-images-idx3-ubyte",
          "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
          "t10k-labels-idx1-ubyte",
          "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5");

  /**
   * Loads the data set in {@code DIGITLAB_DATA}, or else the bundled MNIST.
   *
   * @throws LabException if a file is missing or wrong; the message names it, what was expected and
   *     what was found
   */
  public static Mnist load() {
    Settings settings = Settings.current();
    return settings.data().map(Mnist::load).orElseGet(() -> bundled(settings.bundledData()));
  }

  /**
   * Loads a data set from a directory of four IDX files, gzipped or not.
   *
   * <p>The images of some are stored transposed. They are turned upright if a file {@code
   * data-set.properties} beside them tells {@code orientation = transposed}, or their names begin
   * with {@code emnist}, or their digits look like it; where that is not plain, a sentence is
   * printed.
   *
   * @param directory may begin with {@code ~} for the home directory
   * @throws LabException if a file is missing or wrong; the message names it, what was expected and
   *     what was found
   */
  public static Mnist load(Path directory) {
    prepare();
    Path folder = Settings.expanded(directory);
    Mnist stored = read(folder, false);
    Path images = IdxNames.locate(folder, TRAINING_IMAGES);
    StoredImages how = StoredImages.of(folder, images, stored.train);
    if (!how.remark().isEmpty()) {
      System.out.println(how.remark());
    }
    return new Mnist(upright(stored.train, how), upright(stored.test, how));
  }

  /** Loads MNIST from the lab's own files, whose contents must have the known checksums. */
  static Mnist bundled(Path directory) {
    prepare();
    return read(directory, true);
  }

  /** SHA-256 over the pixels and labels of both sets: two data sets with one value are the same. */
  public String fingerprint() {
    return Fingerprint.of(train.pixels(), train.labels(), test.pixels(), test.labels());
  }

  /**
   * The training set in two: its beginning to learn from, and the rest in place of the test set, to
   * watch the training with. The test set itself stays out of it.
   *
   * @param share of the training set that is kept back, between 0 and 1; rounded to whole images
   */
  public Mnist developmentSplit(double share) {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "The share of images to keep back must lie between 0 and 1, but it is %s."
              .formatted(share));
    }
    int cut = (int) Math.round(train.size() * (1 - share));
    if (cut == 0 || cut == train.size()) {
      throw new IllegalArgumentException(
          "The share %s of %s leaves one of the two parts without images."
              .formatted(share, Numbers.count(train.size(), "image")));
    }
    return new Mnist(train.range(0, cut), train.range(cut, train.size()));
  }

  @Override
  public String toString() {
    return "%s training and %s test images"
        .formatted(Numbers.count(train.size()), Numbers.count(test.size()));
  }

  /** A notebook's first cell comes here: from now on its kernel shows the lab's types. */
  private static void prepare() {
    Surroundings.prepareHere();
  }

  private static Digits upright(Digits stored, StoredImages how) {
    byte[] pixels = how.orientation().upright(stored.pixels(), Digits.SIDE);
    return new Digits(stored.name(), pixels, stored.labels());
  }

  private static Mnist read(Path directory, boolean bundled) {
    return new Mnist(
        digits(directory, "train", "training set", bundled),
        digits(directory, "t10k", "test set", bundled));
  }

  private static Digits digits(Path directory, String prefix, String name, boolean bundled) {
    IdxFile images = IdxFile.read(directory, prefix + "-images-idx3-ubyte", 3);
    IdxFile labels = IdxFile.read(directory, prefix + "-labels-idx1-ubyte", 1);
    checkImages(images);
    checkLabels(labels, images);
    if (bundled) {
      checkContents(images, prefix + "-images-idx3-ubyte");
      checkContents(labels, prefix + "-labels-idx1-ubyte");
    }
    return new Digits(name, images.bytes(), labels.bytes());
  }

  private static void checkImages(IdxFile images) {
    int[] shape = images.shape();
    if (shape[1] != Digits.SIDE || shape[2] != Digits.SIDE) {
      throw new LabException(
          "%s holds images of %d × %d pixels; the lab's networks expect 28 × 28."
              .formatted(images.file(), shape[1], shape[2]));
    }
  }

  private static void checkLabels(IdxFile labels, IdxFile images) {
    if (labels.shape()[0] != images.shape()[0]) {
      throw new LabException(
          "%s has %,d labels, but %s has %,d images: the two files do not belong together."
              .formatted(labels.file(), labels.shape()[0], images.file(), images.shape()[0]));
    }
    byte[] classes = labels.bytes();
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < 0 || classes[i] >= Digits.CLASSES) {
        throw new LabException(
            "%s: label %,d is %d; labels must be 0 to 9."
                .formatted(labels.file(), i, classes[i] & 0xFF));
      }
    }
  }

  private static void checkContents(IdxFile file, String name) {
    String found = Fingerprint.of(file.bytes());
    String expected = BUNDLED.get(name);
    if (!found.equals(expected)) {
      throw new LabException(
          "%s (shape %s) is not the file of MNIST: expected its data to have the SHA-256 %s, found %s. Get it anew with: git checkout -- data"
              .formatted(file.file(), Arrays.toString(file.shape()), expected, found));
    }
  }
}
