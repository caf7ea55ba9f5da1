package digitlab.train;

import digitlab.data.Fingerprint;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A checkpoint as a file: a zip of {@code manifest.properties}, {@code history.csv} and {@code
 * network.zip}, the last in Deeplearning4j's format. The manifest holds a SHA-256 of all the rest.
 *
 * <p>Files are read and written without channels: a channel is closed for good when its thread is
 * interrupted, and that is what a stop button may do.
 */
final class CheckpointFile {
  private static final String FORMAT = "DigitLab checkpoint 1";
  private static final String MANIFEST = "manifest.properties";
  private static final String HISTORY = "history.csv";
  private static final String NETWORK = "network.zip";
  private static final String UNFINISHED = ".part";

  private CheckpointFile() {}

  /** Writes the file in one piece: another process sees the old one or the new one, whole. */
  static void write(Checkpoint checkpoint, Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Path unfinished =
        file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + UNFINISHED);
    try {
      try (FileOutputStream out = new FileOutputStream(unfinished.toFile())) {
        ZipOutputStream zip = new ZipOutputStream(out);
        writeEntries(checkpoint, zip);
        zip.finish();
        out.getFD().sync();
      }
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
  }

  private static void writeEntries(Checkpoint checkpoint, ZipOutputStream zip) throws IOException {
    byte[] history = HistoryFile.text(checkpoint.history()).getBytes(StandardCharsets.UTF_8);
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("format", FORMAT);
    fields.putAll(checkpoint.key().fields());
    fields.put("iterations", Integer.toString(checkpoint.iterations()));
    fields.put("order", Integer.toString(checkpoint.order()));
    fields.put("random.root", Long.toString(checkpoint.random().root()));
    fields.put("random.node", Long.toString(checkpoint.random().node()));
    Properties manifest = new Properties();
    manifest.putAll(fields);
    manifest.put("sha256", sha256(fields, history, checkpoint.network()));
    StringWriter text = new StringWriter();
    manifest.store(text, null);
    put(zip, MANIFEST, text.toString().getBytes(StandardCharsets.UTF_8));
    put(zip, HISTORY, history);
    put(zip, NETWORK, checkpoint.network());
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }

  /**
   * Reads a file and checks that it is whole.
   *
   * @throws UnusableCheckpoint if it is cut, damaged, or something else
   */
  static Checkpoint read(Path file) throws IOException, UnusableCheckpoint {
    if (!Files.isRegularFile(file)) {
      throw new UnusableCheckpoint("it is not a file");
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      Map<String, String> fields = manifest(content(zip, MANIFEST));
      byte[] history = content(zip, HISTORY);
      byte[] network = content(zip, NETWORK);
      String expected = fields.remove("sha256");
      if (!sha256(fields, history, network).equals(expected)) {
        throw new UnusableCheckpoint("its content is not what was written: it is damaged");
      }
      return checkpoint(fields, new String(history, StandardCharsets.UTF_8), network);
    } catch (ZipException | EOFException e) {
      throw new UnusableCheckpoint(
          beginsLikeZip(file)
              ? "it is cut off or damaged (%,d bytes are there)".formatted(Files.size(file))
              : "it is not a checkpoint");
    }
  }

  private static Checkpoint checkpoint(Map<String, String> fields, String history, byte[] network)
      throws IOException {
    return new Checkpoint(
        CheckpointKey.of(fields),
        Integer.parseInt(fields.get("iterations")),
        Integer.parseInt(fields.get("order")),
        new Checkpoint.RandomStates(
            Long.parseLong(fields.get("random.root")), Long.parseLong(fields.get("random.node"))),
        HistoryFile.parse(new StringReader(history)),
        network);
  }

  private static Map<String, String> manifest(byte[] content)
      throws IOException, UnusableCheckpoint {
    Properties properties = new Properties();
    properties.load(new StringReader(new String(content, StandardCharsets.UTF_8)));
    Map<String, String> fields = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> fields.put(name, properties.getProperty(name)));
    if (!FORMAT.equals(fields.get("format"))) {
      throw new UnusableCheckpoint(
          "its format is \"%s\" instead of \"%s\"".formatted(fields.get("format"), FORMAT));
    }
    return fields;
  }

  private static byte[] content(ZipFile zip, String name) throws IOException, UnusableCheckpoint {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new UnusableCheckpoint("it is not a checkpoint: it has no " + name);
    }
    try (var in = zip.getInputStream(entry)) {
      return in.readAllBytes();
    }
  }

  private static boolean beginsLikeZip(Path file) throws IOException {
    try (var in = new FileInputStream(file.toFile())) {
      return in.read() == 'P' && in.read() == 'K';
    }
  }

  private static String sha256(Map<String, String> fields, byte[] history, byte[] network) {
    byte[] manifest = new TreeMap<>(fields).toString().getBytes(StandardCharsets.UTF_8);
    return Fingerprint.of(manifest, history, network);
  }

  /** Deletes the file of a training that has ended; if that fails, the reader is told. */
  static void delete(Path file, Consumer<String> note) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      note.accept(
          "The training has ended, but its checkpoint %s could not be removed: %s. Delete it by hand, or the next training goes on from there."
              .formatted(file, reason(e)));
    }
  }

  /** Java's file exceptions have the file's name for a message, and the reason in their class. */
  static String reason(IOException e) {
    return e.getMessage() == null || e.getMessage().isBlank() || e.getClass() != IOException.class
        ? e.getClass().getSimpleName() + " " + e.getMessage()
        : e.getMessage();
  }
}
