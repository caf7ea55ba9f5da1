package digitlab.data;

import static digitlab.data.IdxBytes.idx;
import static digitlab.data.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.settings.LabException;
import digitlab.testing.RealDigits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets whose images are stored upright or transposed: all are handed out upright. */
class OrientationTest {
  private static final PrintStream STDOUT = System.out;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final Mnist digits = RealDigits.first(300, 200);

  @TempDir Path directory;

  @BeforeEach
  void listen() {
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void asBefore() {
    System.setOut(STDOUT);
  }

  @Test
  void transposedTwiceIsTheSameAgain() {
    byte[] once = Orientation.TRANSPOSED.upright(digits.test().pixels(), 28);

    assertThat(once[784 + 3 * 28 + 10]).isEqualTo(digits.test().pixels()[784 + 10 * 28 + 3]);
    assertThat(Orientation.TRANSPOSED.upright(once, 28)).isEqualTo(digits.test().pixels());
    assertThat(Orientation.UPRIGHT.upright(once, 28)).isSameAs(once);
  }

  @Test
  void uprightDigitsStayWithoutAWord() {
    store(digits, "", false);

    assertThat(Mnist.load(directory).fingerprint()).isEqualTo(digits.fingerprint());
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void transposedDigitsAreFoundAndTurnedUpright() {
    store(digits, "", true);

    assertThat(Mnist.load(directory).fingerprint()).isEqualTo(digits.fingerprint());
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .isEqualToIgnoringNewLines(
            "The digits in "
                + directory
                + " are stored transposed, as EMNIST's are, and were turned upright. If that is"
                + " wrong, say so in a file data-set.properties beside them, in the line:"
                + " orientation = upright");
  }

  @Test
  void emnistIsKnownByItsNames() {
    store(RealDigits.first(3, 3), "emnist-digits-", true);

    assertThat(Mnist.load(directory).fingerprint()).isEqualTo(RealDigits.first(3, 3).fingerprint());
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void emnistThatSomebodyHasTurnedUprightStaysSo() {
    store(digits, "emnist-digits-", false);

    assertThat(Mnist.load(directory).fingerprint()).isEqualTo(digits.fingerprint());
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("are stored upright, unlike EMNIST's, and were left so.")
        .contains("orientation = transposed");
  }

  @Test
  void whatTheirFileTellsHolds() {
    store(digits, "", true);
    tell("orientation = upright");
    assertThat(Mnist.load(directory).fingerprint()).isNotEqualTo(digits.fingerprint());

    tell("# as exported from MATLAB\norientation: Transposed \n");
    assertThat(Mnist.load(directory).fingerprint()).isEqualTo(digits.fingerprint());
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void fewDigitsThatSeemToLieOnTheirSideAreADoubt() {
    Mnist few = RealDigits.first(10, 10);
    store(few, "", true);

    assertThat(Mnist.load(directory).fingerprint()).isNotEqualTo(few.fingerprint());
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("seem to lie on their side; look at some of them. If they do, say so")
        .contains("orientation = transposed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orientation = sideways", "orientatoin = upright", "\\u12"})
  void nonsenseInTheirFileIsNamed(String line) {
    store(digits, "", false);
    tell(line);

    assertThatThrownBy(() -> Mnist.load(directory))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith(directory.resolve("data-set.properties").toString());
  }

  @Test
  void wordsThatTheirFileMayHaveAreTold() {
    store(digits, "", false);
    tell("orientation = sideways");

    assertThatThrownBy(() -> Mnist.load(directory))
        .hasMessageEndingWith(
            "the orientation must be upright or transposed, but it is \"sideways\".");
  }

  /** Shapes that are no digits, as clothes and letters are not. */
  @Test
  void imagesOfOtherThingsStayAsTheyAre() {
    byte[] pixels = new byte[50 * 784];
    byte[] labels = new byte[50];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = (byte) (i % 10);
      for (int p = 0; p < 784; p++) {
        boolean inside = p / 28 > 4 + labels[i] && p % 28 > 8 && p % 28 < 20 + labels[i] / 2;
        pixels[i * 784 + p] = (byte) (inside ? 200 : 0);
      }
    }
    Digits shapes = new Digits("shapes", pixels, labels);
    store(new Mnist(shapes, shapes), "", false);

    assertThat(Mnist.load(directory).train().pixels()).isEqualTo(pixels);
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  /** The file is made so. */
  @Test
  void meanDigitsAreThoseOfTheTrainingSet() {
    double[][] means = MeanDigits.of(RealDigits.all().train(), 1);
    byte[] stored = MeanDigits.stored();

    assertThat(stored).hasSize(10 * 784);
    for (int i = 0; i < stored.length; i++) {
      assertThat(stored[i]).isEqualTo((byte) Math.round(means[i / 784][i % 784]));
    }
  }

  private void store(Mnist data, String prefix, boolean transposed) {
    store(data.train(), prefix + "train", transposed);
    store(data.test(), prefix + (prefix.isEmpty() ? "t10k" : "test"), transposed);
  }

  private void store(Digits set, String name, boolean transposed) {
    Orientation how = transposed ? Orientation.TRANSPOSED : Orientation.UPRIGHT;
    int[] shape = {set.size(), 28, 28};
    write(
        directory.resolve(name + "-images-idx3-ubyte"),
        idx(0x0803, shape, how.upright(set.pixels(), 28)));
    write(
        directory.resolve(name + "-labels-idx1-ubyte"),
        idx(0x0801, new int[] {set.size()}, set.labels()));
  }

  private void tell(String lines) {
    try {
      Files.writeString(directory.resolve("data-set.properties"), lines);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
