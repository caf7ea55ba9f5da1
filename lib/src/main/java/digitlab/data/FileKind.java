package digitlab.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a file is that should be an IDX file and is not, by its first bytes.
 *
 * @param what it is, in a sentence
 * @param advice what to do
 */
record FileKind(String what, String advice) {
  /** So many bytes tell. */
  static final int BYTES = 512;

  private static final String UNPACK = "Unpack it, and put the file that is in it into its place.";
  private static final String DOWNLOAD = "The download went wrong: get the file anew.";
  private static final String CONVERT = "Convert it into an IDX file of bytes.";

  /** Files of other formats by how they begin, one character for a byte. */
  private static final Map<String, FileKind> BEGINNINGS = new LinkedHashMap<>();

  static {
    add("PK\3\4", "a zip archive", UNPACK);
    add("\u001f\u008b", "packed with gzip more than once", UNPACK);
    add("\u00fd7zXZ", "packed with xz", UNPACK);
    add("BZh", "packed with bzip2", UNPACK);
    add("7z\u00bc\u00af", "a 7-Zip archive", UNPACK);
    add("Rar!", "a RAR archive", UNPACK);
    add("\u0028\u00b5\u002f\u00fd", "packed with Zstandard", UNPACK);
    add("\u0093NUMPY", "a NumPy array", CONVERT);
    add("MATLAB", "a MATLAB file", CONVERT);
    add("\u0089HDF", "an HDF5 file", CONVERT);
    add("PAR1", "a Parquet file", CONVERT);
    add("\u0089PNG", "a single picture (PNG)", CONVERT);
    add("\u00ff\u00d8\u00ff", "a single picture (JPEG)", CONVERT);
    add(
        "version https://git-lfs",
        "a pointer of Git LFS, which stands in for the file",
        "Fetch the file itself with: git lfs pull");
  }

  private static final Map<Integer, String> TYPES =
      Map.of(
          0x08, "unsigned bytes",
          0x09, "signed bytes",
          0x0B, "16-bit integers",
          0x0C, "32-bit integers",
          0x0D, "32-bit floats",
          0x0E, "64-bit floats");

  private static void add(String beginning, String what, String advice) {
    BEGINNINGS.put(beginning, new FileKind("It is " + what + ".", advice));
  }

  /** What begins so; {@code dimensions} are those that an IDX file should have. */
  static FileKind of(byte[] head, int dimensions) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    for (Map.Entry<String, FileKind> kind : BEGINNINGS.entrySet()) {
      if (text.startsWith(kind.getKey())) {
        return kind.getValue();
      }
    }
    if (text.startsWith("ustar", 257)) {
      return new FileKind("It is a tar archive.", UNPACK);
    }
    return isText(head) ? ofText(head) : ofIdx(head, dimensions);
  }

  private static boolean isText(byte[] head) {
    for (byte b : head) {
      if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        return false;
      }
    }
    return head.length > 0;
  }

  private static FileKind ofText(byte[] head) {
    String text = new String(head, StandardCharsets.UTF_8).replace("\uFEFF", "").strip();
    String first = text.lines().findFirst().orElse("");
    String shown = first.length() > 40 ? first.substring(0, 40) + "…" : first;
    String lower = text.toLowerCase(Locale.ROOT);
    boolean isPage = lower.startsWith("<!doctype html") || lower.contains("<html");
    return new FileKind(
        "It is %s that begins with \"%s\".".formatted(isPage ? "a web page" : "a text", shown),
        DOWNLOAD);
  }

  private static FileKind ofIdx(byte[] head, int dimensions) {
    int magic = ByteBuffer.wrap(Arrays.copyOf(head, 4)).getInt();
    if (Integer.reverseBytes(magic) == (0x0800 | dimensions)) {
      return new FileKind(
          "The bytes of its header are in the wrong order: little-endian, where IDX files are big-endian.",
          "Write the file anew with numbers in that order.");
    }
    String type = TYPES.get(magic >> 8);
    int found = magic & 0xFF;
    if (type == null || found < 1 || found > 4) {
      return new FileKind("It is no IDX file.", "Copy the file anew.");
    }
    return new FileKind(
        "It is an IDX file of %s in %d dimension%s.".formatted(type, found, found == 1 ? "" : "s"),
        magic >> 8 == 8 && (found == 1 || found == 3)
            ? "Have the files of images and labels been exchanged?"
            : "The lab reads images as bytes in 3 dimensions and labels as bytes in 1: convert it.");
  }
}
