package digitlab.data;

import digitlab.settings.LabException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * A file of unsigned bytes in the IDX format of the MNIST database: two zero bytes, the type (8 for
 * bytes), the number of dimensions, their sizes as big-endian integers, then the data (LeCun,
 * Cortes, Burges: "The MNIST database of handwritten digits").
 *
 * @param file where it was read from
 * @param shape the sizes of the dimensions, outermost first
 * @param bytes the data, last dimension fastest
 */
record IdxFile(Path file, int[] shape, byte[] bytes) {
  private static final int MAGIC = 0x0800;
  private static final int LARGEST = 1 << 30;

  /** Images of digits become about five times smaller by packing, labels two. */
  private static final int MOST_PACKED = 16;

  /**
   * Reads the file of this name, packed with gzip or not, whatever its ending says.
   *
   * @throws LabException if the file is missing, damaged, shorter or longer than its header says,
   *     or has another number of dimensions
   */
  static IdxFile read(Path directory, String name, int dimensions) {
    Path file = IdxNames.locate(directory, name);
    try (InputStream in = open(file)) {
      int[] shape = header(in, file, dimensions);
      int size = Math.toIntExact(size(shape, file));
      byte[] bytes = read(in, size, Files.size(file));
      int surplus = bytes.length < size ? 0 : in.readNBytes(1).length;
      if (bytes.length < size || surplus > 0) {
        throw wrongSize(file, shape, size, surplus > 0 ? "more" : "%,d".formatted(bytes.length));
      }
      return new IdxFile(file, shape, bytes);
    } catch (ZipException | EOFException e) {
      throw new LabException(
          "%s is cut short or damaged: it cannot be unpacked (%s). Copy the file anew."
              .formatted(file, Objects.requireNonNullElse(e.getMessage(), "it ends too early")),
          e);
    } catch (IOException e) {
      throw new LabException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  /** As many bytes as the header says, or as there are, in an array that is made once. */
  private static byte[] read(InputStream in, int size, long stored) throws IOException {
    if (size > MOST_PACKED * stored) { // the header may be wrong: no memory for what is not there
      return in.readNBytes(size);
    }
    byte[] bytes = new byte[size];
    int found = in.readNBytes(bytes, 0, size);
    return found < size ? Arrays.copyOf(bytes, found) : bytes;
  }

  /** Browsers and unpackers change a file's ending or its packing, and not always both. */
  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    if (!isPacked(raw)) {
      return raw;
    }
    InputStream once = new BufferedInputStream(new GZIPInputStream(raw, 1 << 16), 1 << 16);
    return isPacked(once) ? new GZIPInputStream(once, 1 << 16) : once;
  }

  private static boolean isPacked(InputStream in) throws IOException {
    in.mark(2);
    boolean packed = in.read() == 0x1F && in.read() == 0x8B;
    in.reset();
    return packed;
  }

  private static int[] header(InputStream in, Path file, int dimensions) throws IOException {
    byte[] head = in.readNBytes(4 + 4 * dimensions);
    if (head.length == 0) {
      throw new LabException(
          "%s is cut short or damaged: it is empty. Copy the file anew.".formatted(file));
    }
    int magic = ByteBuffer.wrap(Arrays.copyOf(head, 4)).getInt();
    if (magic != MAGIC + dimensions && (head.length >= 4 || head[0] != 0)) {
      throw another(file, magic, dimensions, head, in.readNBytes(FileKind.BYTES - head.length));
    }
    if (head.length < 4 + 4 * dimensions) {
      throw new LabException(
          "%s is too short for an IDX file: expected a header of %d bytes, found %d bytes. Copy the file anew."
              .formatted(file, 4 + 4 * dimensions, head.length));
    }
    ByteBuffer buffer = ByteBuffer.wrap(head, 4, 4 * dimensions);
    int[] shape = new int[dimensions];
    Arrays.setAll(shape, i -> buffer.getInt());
    return shape;
  }

  private static LabException another(
      Path file, int magic, int dimensions, byte[] head, byte[] more) {
    byte[] all = Arrays.copyOf(head, head.length + more.length);
    System.arraycopy(more, 0, all, head.length, more.length);
    FileKind kind = FileKind.of(all, dimensions);
    return new LabException(
        "%s is not the IDX file that was expected: its magic number is 0x%08X, not 0x%08X (bytes in %d dimensions). %s %s"
            .formatted(file, magic, MAGIC + dimensions, dimensions, kind.what(), kind.advice()));
  }

  private static long size(int[] shape, Path file) {
    long size = 1;
    for (int extent : shape) {
      if (extent < 1 || size * extent > LARGEST) {
        throw new LabException(
            "%s has an impossible header: its shape is %s."
                .formatted(file, Arrays.toString(shape)));
      }
      size *= extent;
    }
    return size;
  }

  private static LabException wrongSize(Path file, int[] shape, int expected, String found) {
    return new LabException(
        "%s does not have the size that its header says: for the shape %s expected %,d bytes of data, found %s. Copy the file anew."
            .formatted(file, Arrays.toString(shape), expected, found));
  }
}
