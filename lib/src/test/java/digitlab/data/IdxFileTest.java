package digitlab.data;

import static digitlab.data.IdxBytes.gzip;
import static digitlab.data.IdxBytes.idx;
import static digitlab.data.IdxBytes.images;
import static digitlab.data.IdxBytes.labels;
import static digitlab.data.IdxBytes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.settings.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFileTest {
  @TempDir Path directory;

  @Test
  void plainFileGivesItsShapeAndBytes() {
    write(directory.resolve("labels"), labels(5, 0, 4));

    IdxFile read = IdxFile.read(directory, "labels", 1);

    assertThat(read.shape()).containsExactly(3);
    assertThat(read.bytes()).containsExactly(5, 0, 4);
    assertThat(read.file()).isEqualTo(directory.resolve("labels"));
  }

  @Test
  void gzippedFileGivesTheSame() {
    write(directory.resolve("images.gz"), gzip(images(2, 3, 4)));

    IdxFile read = IdxFile.read(directory, "images", 3);

    assertThat(read.shape()).containsExactly(2, 3, 4);
    assertThat(read.bytes()).hasSize(24).startsWith(0, 1, 2).endsWith(22, 23);
  }

  @Test
  void missingFileNamesTheFileTheDirectoryAndTheVariable() {
    assertUnreadable("labels", 1)
        .hasMessageStartingWith("labels is missing in " + directory.toAbsolutePath())
        .hasMessageContaining("with or without .gz")
        .hasMessageContaining("is DIGITLAB_DATA right?");
  }

  @Test
  void truncatedFileNamesTheFileAndBothSizes() {
    write(directory.resolve("images"), allBut(1, images(2, 28, 28)));

    assertUnreadable("images", 3)
        .hasMessageStartingWith(directory.resolve("images").toString())
        .hasMessageContaining("for the shape [2, 28, 28] expected 1,568 bytes of data")
        .hasMessageContaining("found 1,567. Copy the file anew.");
  }

  @Test
  void surplusBytesAreAnError() {
    write(directory.resolve("labels"), idx(0x0801, new int[] {2}, new byte[] {1, 2, 3}));

    assertUnreadable("labels", 1).hasMessageContaining("expected 2 bytes of data, found more.");
  }

  /** Cut in gzip's own header, in the packed data, and in the checksum at the end. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0, 0.01, 0.5, 0.99})
  void truncatedGzipIsCalledCutShort(double share) {
    byte[] whole = gzip(images(2, 28, 28));
    byte[] cut = Arrays.copyOf(whole, (int) (share * whole.length));
    write(directory.resolve("images.gz"), cut);

    assertUnreadable("images", 3)
        .hasMessageStartingWith(directory.resolve("images.gz") + " is cut short or damaged")
        .hasMessageEndingWith("Copy the file anew.")
        .hasMessageNotContaining("null");
  }

  @Test
  void gzipWithAlteredContentIsCalledDamaged() {
    byte[] damaged = gzip(images(2, 28, 28));
    damaged[damaged.length / 2] ^= 0x55;
    write(directory.resolve("images.gz"), damaged);

    assertUnreadable("images", 3)
        .hasMessageContaining("images.gz")
        .hasMessageContaining("Copy the file anew.");
  }

  @Test
  void gzipWithAnotherChecksumIsCalledDamaged() {
    byte[] damaged = gzip(images(2, 28, 28));
    damaged[damaged.length - 8] ^= 1;
    write(directory.resolve("images.gz"), damaged);

    assertUnreadable("images", 3).hasMessageContaining("is cut short or damaged");
  }

  @Test
  void plainBytesUnderTheNameOfGzipAreRead() {
    write(directory.resolve("labels.gz"), labels(1, 2));

    assertThat(IdxFile.read(directory, "labels", 1).bytes()).containsExactly(1, 2);
  }

  @Test
  void wrongMagicNumberIsShownBesideTheRightOne() {
    write(directory.resolve("labels"), idx(0x0D01, new int[] {2}, new byte[] {1, 2}));

    assertUnreadable("labels", 1)
        .hasMessageContaining("its magic number is 0x00000D01, not 0x00000801");
  }

  @Test
  void labelsInThePlaceOfImagesAreRefused() {
    write(directory.resolve("images"), labels(new int[100]));

    assertUnreadable("images", 3)
        .hasMessageContaining("0x00000801, not 0x00000803 (bytes in 3 dimensions)");
  }

  @Test
  void fileWithoutAWholeHeaderNamesBothLengths() {
    write(directory.resolve("images"), new byte[] {0, 0, 8, 3, 0, 0});

    assertUnreadable("images", 3)
        .hasMessageContaining("expected a header of 16 bytes, found 6 bytes");
  }

  @Test
  void negativeSizeIsImpossible() {
    write(directory.resolve("images"), idx(0x0803, new int[] {-1, 28, 28}, new byte[0]));

    assertUnreadable("images", 3)
        .hasMessageContaining("impossible header: its shape is [-1, 28, 28]");
  }

  /** The product does not even fit into 64 bits. */
  @Test
  void enormousSizeIsImpossible() {
    int most = Integer.MAX_VALUE;
    write(directory.resolve("images"), idx(0x0803, new int[] {most, most, most}, new byte[0]));

    assertUnreadable("images", 3).hasMessageContaining("impossible header");
  }

  @Test
  void directoryInThePlaceOfTheFileCannotBeRead() throws IOException {
    Files.createDirectory(directory.resolve("labels"));

    assertUnreadable("labels", 1).hasMessageContaining("labels cannot be read");
  }

  private AbstractThrowableAssert<?, ?> assertUnreadable(String name, int dimensions) {
    return assertThatThrownBy(() -> IdxFile.read(directory, name, dimensions))
        .isInstanceOf(LabException.class);
  }

  private static byte[] allBut(int n, byte[] bytes) {
    return Arrays.copyOf(bytes, bytes.length - n);
  }
}
