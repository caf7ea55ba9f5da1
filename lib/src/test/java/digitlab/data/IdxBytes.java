package digitlab.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes small IDX files, right and wrong ones. */
final class IdxBytes {
  private IdxBytes() {}

  /** A header, with any magic number and sizes, followed by data. */
  static byte[] idx(int magic, int[] shape, byte[] data) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * shape.length + data.length);
    buffer.putInt(magic);
    for (int extent : shape) {
      buffer.putInt(extent);
    }
    return buffer.put(data).array();
  }

  /** Images whose pixels count up from 0 and begin again after 255. */
  static byte[] images(int n, int height, int width) {
    byte[] pixels = new byte[n * height * width];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    return idx(0x0803, new int[] {n, height, width}, pixels);
  }

  static byte[] labels(int... classes) {
    byte[] bytes = new byte[classes.length];
    for (int i = 0; i < classes.length; i++) {
      bytes[i] = (byte) classes[i];
    }
    return idx(0x0801, new int[] {classes.length}, bytes);
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A data set of three training and two test images. */
  static void dataSet(Path directory) {
    write(directory.resolve("train-images-idx3-ubyte"), images(3, 28, 28));
    write(directory.resolve("train-labels-idx1-ubyte"), labels(7, 0, 9));
    write(directory.resolve("t10k-images-idx3-ubyte"), images(2, 28, 28));
    write(directory.resolve("t10k-labels-idx1-ubyte"), labels(4, 2));
  }
}
