package digitlab.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How the images of a data set are stored: as its properties tell, else as the names of its files
 * and the look of its digits say.
 *
 * @param orientation by which they are turned upright
 * @param remark a sentence if that is not certain or not what the names say; else empty
 */
record StoredImages(Orientation orientation, String remark) {
  /** Means over some tens of digits are like those of all of them. */
  private static final double PLAINLY_DIGITS = 0.8;

  private static final double PLAINLY_BETTER = 0.2;

  /** Means over a handful are less so; those of clothes differ by 0.04 between the two ways. */
  private static final double PERHAPS_DIGITS = 0.5;

  private static final double PERHAPS_BETTER = 0.1;

  /**
   * How the images are stored.
   *
   * @param images the file of the training images
   * @param training the training set as it is stored
   */
  static StoredImages of(Path directory, Path images, Digits training) {
    Optional<Orientation> told = DataSetProperties.read(directory).orientation();
    return told.map(orientation -> new StoredImages(orientation, ""))
        .orElseGet(() -> found(directory, byName(images), training));
  }

  private static Orientation byName(Path images) {
    boolean isEmnist = images.getFileName().toString().toLowerCase(Locale.ROOT).contains("emnist");
    return isEmnist ? Orientation.TRANSPOSED : Orientation.UPRIGHT;
  }

  private static StoredImages found(Path directory, Orientation named, Digits training) {
    Orientation other = named.other();
    double likeness = MeanDigits.likeness(training, other);
    double better = likeness - MeanDigits.likeness(training, named);
    if (likeness >= PLAINLY_DIGITS && better >= PLAINLY_BETTER) {
      String how =
          other == Orientation.TRANSPOSED
              ? "The digits in %s are stored transposed, as EMNIST's are, and were turned upright."
              : "The digits in %s are stored upright, unlike EMNIST's, and were left so.";
      return new StoredImages(other, how.formatted(directory) + " If that is wrong," + tell(named));
    }
    if (likeness >= PERHAPS_DIGITS && better >= PERHAPS_BETTER) {
      String doubt = "The digits in %s seem to lie on their side; look at some of them.";
      return new StoredImages(named, doubt.formatted(directory) + " If they do," + tell(other));
    }
    return new StoredImages(named, "");
  }

  private static String tell(Orientation orientation) {
    return " say so in a file %s beside them, in the line: %s"
        .formatted(DataSetProperties.FILE, DataSetProperties.line(orientation));
  }
}
