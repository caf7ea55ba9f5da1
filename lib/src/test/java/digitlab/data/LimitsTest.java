package digitlab.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.testing.RealDigits;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** An index or a number beyond its limits is named, with its limits. */
class LimitsTest {
  private final Mnist mnist = RealDigits.first(100, 50);
  private final Digits digits = new Digits("training set", new byte[3 * 784], new byte[3]);
  private final Digits none = digits.range(0, 0);

  @Test
  void pixelNamesTheRowAndItsLimits() {
    assertOutside(
        () -> digits.pixel(0, 30, 2), "An image has the rows 0 to 27, but row 30 was asked for.");
    assertOutside(
        () -> digits.pixel(0, 2, -1),
        "An image has the columns 0 to 27, but column -1 was asked for.");
    assertOutside(
        () -> digits.pixel(3, 2, 2),
        "The training set has the images 0 to 2, but image 3 was asked for.");
    assertOutside(
        () -> digits.pixel(2_739_137, 0, 0),
        "The training set has the images 0 to 2, but image 2,739,137 was asked for.");
  }

  @Test
  void labelNamesTheImageAndItsLimits() {
    assertOutside(
        () -> digits.label(-1),
        "The training set has the images 0 to 2, but image -1 was asked for.");
    assertOutside(
        () -> none.label(0), "The training set has no images, but image 0 was asked for.");
  }

  @Test
  void shiftBeyondEveryLimitIsRefused() {
    assertRefused(
        () -> digits.shifted(Integer.MIN_VALUE, 0),
        "A shift by -2147483648 rows and 0 columns leaves nothing of images of 28 × 28 pixels; at most 27 are possible either way.");
  }

  @Test
  void labelThatIsNoClassIsRefused() {
    assertRefused(
        () -> new Digits("set", new byte[784], new byte[] {10}),
        "Label 0 is 10; labels must be 0 to 9.");
    assertRefused(
        () -> new Digits("set", new byte[2 * 784], new byte[] {9, -1}),
        "Label 1 is 255; labels must be 0 to 9.");
  }

  @Test
  void splitThatLeavesNothingIsRefused() {
    assertRefused(
        () -> mnist.developmentSplit(0.001),
        "The share 0.001 of 100 images leaves one of the two parts without images.");
    assertRefused(
        () -> mnist.developmentSplit(0.999),
        "The share 0.999 of 100 images leaves one of the two parts without images.");
  }

  @Test
  void numbersOfBatchesAreNamed() {
    Batches batches = Batches.inOrder(mnist.test(), 20);

    assertRefused(
        () -> batches.next(0),
        "The number of images of the next batch must be at least 1, but it is 0.");
    assertRefused(
        () -> batches.draw(-3, new Random(1)),
        "The number of images to draw must be at least 1, but it is -3.");
    assertRefused(
        () -> batches.startEpoch(-1),
        "Epochs are counted from 0 here, but epoch -1 was asked for.");
  }

  @Test
  void setWithoutImagesIsNamed() {
    Batches batches = Batches.inOrder(none, 20);

    assertRefused(() -> batches.draw(1, new Random(1)), "The training set has no images.");
    assertRefused(batches::firstBatch, "The training set has no images.");
  }

  private static void assertOutside(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class).hasMessage(message);
  }

  private static void assertRefused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
