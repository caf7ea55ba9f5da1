package digitlab.data;

import digitlab.settings.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds a file of a data set by its name in MNIST, or by what other data sets and programs make of
 * that: {@code train-images.idx3-ubyte} (7-Zip), {@code emnist-digits-test-images-idx3-ubyte.gz}
 * (EMNIST), {@code Train-Images-idx3-ubyte (1).gz} (browsers).
 */
final class IdxNames {
  private static final Pattern COPY = Pattern.compile(" ?\\(\\d+\\)");
  private static final Pattern UNFINISHED =
      Pattern.compile(".*\\.(crdownload|part|download|partial|tmp)", Pattern.CASE_INSENSITIVE);
  private static final Pattern ARCHIVE =
      Pattern.compile(".*\\.(zip|tar|tar\\.gz|tgz|7z|rar)", Pattern.CASE_INSENSITIVE);

  /** How deep a file that is not in the folder itself is looked for, and among how many. */
  private static final int DEEPEST = 3;

  private static final int MOST_LOOKED_AT = 10_000;
  private static final int MOST_LISTED = 12;

  private IdxNames() {}

  /**
   * The file with this name, packed or not.
   *
   * @throws LabException if there is none or more than one; the message says what is there instead
   */
  static Path locate(Path directory, String name) {
    Path plain = directory.resolve(name);
    Path packed = directory.resolve(name + ".gz");
    for (Path exact : List.of(plain, packed)) {
      if (Files.isRegularFile(exact)) {
        return exact;
      }
    }
    List<Path> alike = alike(directory, name);
    if (alike.size() > 1) {
      throw new LabException(
          "%s could be any of these in %s: %s. Put the four files of one data set into a folder of their own."
              .formatted(name, directory.toAbsolutePath(), names(alike)));
    }
    if (alike.size() == 1) {
      return alike.get(0);
    }
    if (Files.isDirectory(plain)) { // unpackers put a file into a folder of its name
      List<Path> inside = alike(plain, name);
      return inside.size() == 1 ? inside.get(0) : plain;
    }
    throw missing(directory, name);
  }

  /** The files whose names mean this one. Those without a prefix win. */
  private static List<Path> alike(Path directory, String name) {
    List<Path> files = list(directory).filter(Files::isRegularFile).toList();
    List<Path> same = files.stream().filter(file -> key(file).equals(key(name))).toList();
    return same.isEmpty()
        ? files.stream().filter(file -> key(file).endsWith("-" + key(name))).toList()
        : same;
  }

  private static String key(Path file) {
    return key(file.getFileName().toString());
  }

  /** What is left of a name without what programs change in it. */
  private static String key(String name) {
    String key = COPY.matcher(name.toLowerCase(Locale.ROOT)).replaceAll("");
    key = key.replace('.', '-').replace('_', '-').replaceFirst("-gz$", "");
    return key.replaceFirst("t10k-(?=images|labels)", "test-");
  }

  private static LabException missing(Path directory, String name) {
    Path full = directory.toAbsolutePath();
    if (!Files.exists(directory)) {
      return new LabException(
          "There is no folder %s, so %s is missing in it; is DIGITLAB_DATA right?"
              .formatted(full, name));
    }
    if (!Files.isDirectory(directory)) {
      return new LabException(
          "%s is a file. A data set is a folder with four IDX files, such as %s; if this is an archive, unpack it."
              .formatted(full, name));
    }
    return new LabException(
        "%s is missing in %s (with or without .gz). %s The directory must hold the four IDX files of a data set; is DIGITLAB_DATA right?"
            .formatted(name, full, instead(directory, name)),
        new NoSuchFileException(directory.resolve(name).toString()));
  }

  /** What is there instead, and what to do about it. */
  private static String instead(Path directory, String name) {
    List<Path> here = list(directory).toList();
    Optional<Path> unfinished = first(here, UNFINISHED);
    if (unfinished.isPresent()) {
      return "%s is a download that did not end: get it anew.".formatted(name(unfinished.get()));
    }
    Optional<Path> deeper = deeper(directory, name);
    if (deeper.isPresent()) {
      return "It lies deeper, in %s: name that folder."
          .formatted(deeper.get().toAbsolutePath().getParent());
    }
    Optional<Path> archive = first(here, ARCHIVE);
    if (archive.isPresent()) {
      return "Unpack %s first.".formatted(name(archive.get()));
    }
    return here.isEmpty() ? "The directory is empty." : "There are: %s.".formatted(names(here));
  }

  private static Optional<Path> first(List<Path> files, Pattern pattern) {
    return files.stream().filter(file -> pattern.matcher(name(file)).matches()).findFirst();
  }

  private static Optional<Path> deeper(Path directory, String name) {
    try (Stream<Path> all = Files.walk(directory, DEEPEST)) {
      return all.limit(MOST_LOOKED_AT)
          .filter(file -> key(file).equals(key(name)) || key(file).endsWith("-" + key(name)))
          .filter(Files::isRegularFile)
          .findFirst();
    } catch (IOException | RuntimeException e) { // a folder in it that is not for us
      return Optional.empty();
    }
  }

  private static Stream<Path> list(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList().stream();
    } catch (IOException e) { // it is missing, or no directory
      return Stream.empty();
    }
  }

  private static String names(List<Path> files) {
    String all =
        files.stream().limit(MOST_LISTED).map(IdxNames::name).collect(Collectors.joining(", "));
    return files.size() > MOST_LISTED ? all + ", …" : all;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}
