package digitlab.data;

import static digitlab.data.IdxBytes.gzip;
import static digitlab.data.IdxBytes.images;
import static digitlab.data.IdxBytes.labels;
import static digitlab.data.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.testing.RealDigits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistTest {
  @TempDir Path directory;

  @Test
  void bundledSetHasSixtyThousandAndTenThousandImages() {
    Mnist mnist = RealDigits.all();

    assertThat(mnist.train().size()).isEqualTo(60_000);
    assertThat(mnist.test().size()).isEqualTo(10_000);
    assertThat(mnist.train().pixels()).hasSize(60_000 * 28 * 28);
  }

  @Test
  void bundledSetBeginsWithTheKnownLabels() {
    Mnist mnist = RealDigits.all();

    assertThat(Arrays.copyOf(mnist.train().labels(), 5)).containsExactly(5, 0, 4, 1, 9);
    assertThat(Arrays.copyOf(mnist.test().labels(), 5)).containsExactly(7, 2, 1, 0, 4);
  }

  @Test
  void bundledSetHasTheKnownNumberOfEachDigit() {
    assertThat(classCounts(RealDigits.all().train()))
        .containsExactly(5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949);
    assertThat(classCounts(RealDigits.all().test()))
        .containsExactly(980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009);
  }

  @Test
  void bundledTrainingPixelsHaveTheKnownMean() {
    long sum = 0;
    for (byte pixel : RealDigits.all().train().pixels()) {
      sum += pixel & 0xFF;
    }

    assertThat(sum / (60_000.0 * 28 * 28)).isCloseTo(33.318, Offset.offset(0.001));
  }

  @Test
  void otherDirectoryGivesItsOwnImages() {
    IdxBytes.dataSet(directory);

    Mnist other = Mnist.load(directory);

    assertThat(other.train().labels()).containsExactly(7, 0, 9);
    assertThat(other.test().labels()).containsExactly(4, 2);
    assertThat(other.train().pixel(0, 0, 27)).isEqualTo(27);
    assertThat(other.train().pixel(0, 9, 3)).isEqualTo(255);
  }

  @Test
  void gzippedFilesGiveTheSameSetAsPlainOnes() throws IOException {
    IdxBytes.dataSet(directory);
    Mnist plain = Mnist.load(directory);
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        write(Path.of(file + ".gz"), gzip(Files.readAllBytes(file)));
        Files.delete(file);
      }
    }

    assertThat(Mnist.load(directory).fingerprint()).isEqualTo(plain.fingerprint());
  }

  @Test
  void imagesOfAnotherSizeAreRefusedWithBothSizes() {
    IdxBytes.dataSet(directory);
    write(directory.resolve("train-images-idx3-ubyte"), images(3, 14, 14));

    assertNotLoaded()
        .hasMessage(
            directory.resolve("train-images-idx3-ubyte")
                + " holds images of 14 × 14 pixels; the lab's networks expect 28 × 28.");
  }

  @Test
  void labelsForAnotherNumberOfImagesNameBothFilesAndCounts() {
    IdxBytes.dataSet(directory);
    write(directory.resolve("t10k-labels-idx1-ubyte"), labels(4, 2, 2));

    assertNotLoaded()
        .hasMessageContaining("t10k-labels-idx1-ubyte has 3 labels")
        .hasMessageContaining("t10k-images-idx3-ubyte has 2 images")
        .hasMessageContaining("do not belong together");
  }

  @Test
  void labelBeyondNineNamesItsPlaceAndValue() {
    IdxBytes.dataSet(directory);
    write(directory.resolve("train-labels-idx1-ubyte"), labels(7, 10, 9));

    assertNotLoaded()
        .hasMessageContaining("train-labels-idx1-ubyte: label 1 is 10; labels must be 0 to 9");
  }

  @Test
  void labelBeyondOneHundredAndTwentySevenIsNotShownAsNegative() {
    IdxBytes.dataSet(directory);
    write(directory.resolve("train-labels-idx1-ubyte"), labels(7, 0, 200));

    assertNotLoaded().hasMessageContaining("label 2 is 200");
  }

  @Test
  void oneMissingFileOfFourIsNamed() throws IOException {
    IdxBytes.dataSet(directory);
    Files.delete(directory.resolve("t10k-images-idx3-ubyte"));

    assertNotLoaded().hasMessageContaining("t10k-images-idx3-ubyte is missing in");
  }

  @Test
  void alteredBundledFileNamesTheFileAndTheFix() throws IOException {
    Path bundled = Settings.current().bundledData();
    try (var files = Files.list(bundled)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".gz")).toList()) {
        Files.copy(file, directory.resolve(file.getFileName()));
      }
    }
    Path altered = directory.resolve("t10k-labels-idx1-ubyte.gz");
    byte[] labels;
    try (var in = new GZIPInputStream(Files.newInputStream(altered))) {
      labels = in.readAllBytes();
    }
    labels[8] = 3;
    write(altered, gzip(labels));

    assertThatThrownBy(() -> Mnist.bundled(directory))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith(altered + " (shape [10000]) is not the file of MNIST")
        .hasMessageContaining(
            "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5, found ")
        .hasMessageEndingWith("git checkout -- data");
  }

  @Test
  void fingerprintTellsDataSetsApart() {
    Mnist small = RealDigits.first(20, 10);
    Mnist swapped = new Mnist(small.test(), small.train());

    assertThat(small.fingerprint())
        .matches("[0-9a-f]{64}")
        .isEqualTo(RealDigits.first(20, 10).fingerprint())
        .isNotEqualTo(RealDigits.first(21, 10).fingerprint())
        .isNotEqualTo(swapped.fingerprint());
  }

  @Test
  void fingerprintIsTheStandardSha256OfThePartsInARow() {
    assertThat(Fingerprint.of(new byte[] {'a'}, new byte[] {'b', 'c'}))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  private AbstractThrowableAssert<?, ?> assertNotLoaded() {
    return assertThatThrownBy(() -> Mnist.load(directory)).isInstanceOf(LabException.class);
  }

  private static int[] classCounts(Digits digits) {
    int[] counts = new int[10];
    IntStream.range(0, digits.size()).forEach(i -> counts[digits.label(i)]++);
    return counts;
  }
}
