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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data sets as browsers, unpackers and people leave them. */
class OddFilesTest {
  private static final String IMAGES = "train-images-idx3-ubyte";

  @TempDir Path directory;

  @BeforeEach
  void wholeSet() {
    IdxBytes.dataSet(directory);
  }

  @Test
  void packedContentWithoutTheEndingIsRead() throws IOException {
    write(directory.resolve(IMAGES), gzip(Files.readAllBytes(directory.resolve(IMAGES))));

    assertThat(load().train().pixel(0, 9, 3)).isEqualTo(255);
  }

  @Test
  void plainContentWithTheEndingOfGzipIsRead() throws IOException {
    Files.move(directory.resolve(IMAGES), directory.resolve(IMAGES + ".gz"));

    assertThat(load().train().size()).isEqualTo(3);
  }

  @Test
  void contentThatWasPackedTwiceIsRead() throws IOException {
    byte[] plain = Files.readAllBytes(directory.resolve(IMAGES));
    write(directory.resolve(IMAGES), gzip(gzip(plain)));

    assertThat(load().train().size()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train-images.idx3-ubyte",
        "TRAIN-IMAGES-IDX3-UBYTE",
        "train-images.idx3-ubyte.gz",
        "Train-Images-idx3-ubyte.GZ",
        "train-images-idx3-ubyte (1)",
        "train-images-idx3-ubyte(2).gz",
        "train_images_idx3_ubyte",
        "emnist-digits-train-images-idx3-ubyte.gz"
      })
  void nameThatProgramsMakeOfItIsUnderstood(String name) throws IOException {
    Files.move(directory.resolve(IMAGES), directory.resolve(name));

    assertThat(load().train().size()).isEqualTo(3);
  }

  @Test
  void testSetMayBeCalledSo() throws IOException {
    for (String part : new String[] {"images-idx3-ubyte", "labels-idx1-ubyte"}) {
      Files.move(directory.resolve("t10k-" + part), directory.resolve("test-" + part));
    }

    assertThat(load().test().labels()).containsExactly(4, 2);
  }

  @Test
  void folderOfTheFilesNameIsLookedInto() throws IOException {
    Path file = Files.move(directory.resolve(IMAGES), directory.resolve("moved"));
    Path folder = Files.createDirectory(directory.resolve(IMAGES));
    Files.move(file, folder.resolve("train-images.idx3-ubyte"));

    assertThat(load().train().size()).isEqualTo(3);
  }

  @Test
  void folderBesideThePackedFileIsInNobodysWay() throws IOException {
    byte[] plain = Files.readAllBytes(directory.resolve(IMAGES));
    Files.delete(directory.resolve(IMAGES));
    Files.createDirectory(directory.resolve(IMAGES));
    write(directory.resolve(IMAGES + ".gz"), gzip(plain));

    assertThat(load().train().size()).isEqualTo(3);
  }

  @Test
  void twoSetsInOneFolderAreNotMixed() throws IOException {
    Path file = directory.resolve(IMAGES);
    Files.copy(file, directory.resolve("emnist-digits-" + IMAGES));
    Files.move(file, directory.resolve("emnist-letters-" + IMAGES));

    assertNotLoaded()
        .hasMessageStartingWith(IMAGES + " could be any of these in " + directory)
        .hasMessageContaining("emnist-digits-" + IMAGES + ", emnist-letters-" + IMAGES)
        .hasMessageEndingWith("Put the four files of one data set into a folder of their own.");
  }

  @Test
  void folderThatIsNotThereIsNamed() {
    Path nowhere = directory.resolve("nowhere");

    assertThatThrownBy(() -> Mnist.load(nowhere))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("There is no folder " + nowhere);
  }

  @Test
  void fileInThePlaceOfTheFolderIsNamed() {
    assertThatThrownBy(() -> Mnist.load(directory.resolve(IMAGES)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(IMAGES + " is a file.")
        .hasMessageContaining("a folder with four IDX files");
  }

  @Test
  void filesThatLieDeeperAreNamed() throws IOException {
    Path deeper = Files.createDirectories(directory.resolve("MNIST/raw"));
    Files.move(directory.resolve(IMAGES), deeper.resolve(IMAGES + ".gz"));

    assertNotLoaded()
        .hasMessageContaining(IMAGES + " is missing in " + directory)
        .hasMessageContaining("It lies deeper, in " + deeper + ": name that folder.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emnist.zip|Unpack emnist.zip first.",
        "train-images-idx3-ubyte.gz.crdownload|ubyte.gz.crdownload is a download that did not end: get it anew.",
        "notes.txt|There are: notes.txt, t10k-images-idx3-ubyte,"
      })
  void whatIsThereInsteadIsTold(String name, String told) throws IOException {
    Files.move(directory.resolve(IMAGES), directory.resolve(name));

    assertNotLoaded().hasMessageContaining(told).hasMessageContaining("is DIGITLAB_DATA right?");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<!DOCTYPE html><html><head>|It is a web page that begins with \"<!DOCTYPE html><html><head>\".",
        "{\"message\": \"Not Found\"}|It is a text that begins with \"{\"message\": \"Not Found\"}\".",
        "version https://git-lfs.github.com/spec/v1|It is a pointer of Git LFS",
        "PK\u0003\u0004rest of it|It is a zip archive. Unpack it",
        "BZh91AY|It is packed with bzip2. Unpack it",
        "MATLAB 5.0 MAT-file|It is a MATLAB file. Convert it"
      })
  void contentOfAnotherFormatIsNamed(String content, String told) throws IOException {
    Files.delete(directory.resolve(IMAGES));
    write(directory.resolve(IMAGES + ".gz"), content.getBytes(StandardCharsets.UTF_8));

    assertNotLoaded().hasMessageContaining(IMAGES + ".gz").hasMessageContaining(told);
  }

  @Test
  void webPageThatWasPackedIsNamed() {
    write(directory.resolve(IMAGES), gzip("<html>404</html>".getBytes(StandardCharsets.UTF_8)));

    assertNotLoaded().hasMessageContaining("a web page").hasMessageEndingWith("get the file anew.");
  }

  @Test
  void headerInTheWrongOrderIsNamed() {
    byte[] swapped = images(3, 28, 28);
    swapped[0] = 3;
    swapped[1] = 8;
    swapped[2] = 0;
    swapped[3] = 0;
    write(directory.resolve(IMAGES), swapped);

    assertNotLoaded().hasMessageContaining("little-endian, where IDX files are big-endian");
  }

  @Test
  void otherIdxFilesAreNamed() {
    write(directory.resolve(IMAGES), labels(1, 2, 3, 4, 5, 6, 7, 8, 9));
    assertNotLoaded()
        .hasMessageContaining("It is an IDX file of unsigned bytes in 1 dimension.")
        .hasMessageEndingWith("Have the files of images and labels been exchanged?");

    write(directory.resolve(IMAGES), idx(0x0C02, new int[] {3, 8}, new byte[3 * 8 * 4]));
    assertNotLoaded().hasMessageContaining("It is an IDX file of 32-bit integers in 2 dimensions.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz"})
  void emptyFileIsNamed(String ending) throws IOException {
    Files.delete(directory.resolve(IMAGES));
    write(directory.resolve(IMAGES + ending), new byte[0]);

    assertNotLoaded()
        .hasMessage(
            directory.resolve(IMAGES + ending)
                + " is cut short or damaged: it is empty. Copy the file anew.");
  }

  @Test
  void downloadThatWasCutShortIsNamedWhateverItsEnding() throws IOException {
    byte[] packed = gzip(Files.readAllBytes(directory.resolve(IMAGES)));
    write(directory.resolve(IMAGES), Arrays.copyOf(packed, packed.length / 2));

    assertNotLoaded().hasMessageContaining("is cut short or damaged").hasMessageEndingWith("anew.");
  }

  private Mnist load() {
    return Mnist.load(directory);
  }

  private AbstractThrowableAssert<?, ?> assertNotLoaded() {
    return assertThatThrownBy(this::load).isInstanceOf(LabException.class);
  }
}
