package digitlab.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * What the {@code DIGITLAB_…} environment variables say.
 *
 * <p>A variable that is absent or blank leaves the default; one that makes no sense is an error
 * that names it, never a default in silence.
 */
public final class Settings {
  private static final long DEFAULT_SEED = 1;

  private final Map<String, String> environment;
  private final Path workingDirectory;

  /** The settings in a given environment; for tests. */
  public Settings(Map<String, String> environment, Path workingDirectory) {
    this.environment = Map.copyOf(environment);
    this.workingDirectory = workingDirectory.toAbsolutePath();
  }

  /** The settings of this process. */
  public static Settings current() {
    return new Settings(System.getenv(), Path.of(""));
  }

  /** {@code DIGITLAB_MAX_EPOCHS}: no training goes beyond this number of epochs. */
  public OptionalInt maxEpochs() {
    return positive("DIGITLAB_MAX_EPOCHS");
  }

  /**
   * {@code DIGITLAB_MAX_IMAGES}: no training set is larger than this; test sets are cut to half of
   * it, at least 1.
   */
  public OptionalInt maxImages() {
    return positive("DIGITLAB_MAX_IMAGES");
  }

  /** {@code DIGITLAB_THREADS}: the number of native threads, if it is prescribed. */
  public OptionalInt threads() {
    return positive("DIGITLAB_THREADS");
  }

  /** {@code DIGITLAB_SEED}: the seed where a notebook does not set one, {@code 1} by default. */
  public long seed() {
    return seedOr(DEFAULT_SEED);
  }

  /** {@code DIGITLAB_SEED}, or the seed of a published study that is repeated. */
  public long seedOr(long published) {
    return text("DIGITLAB_SEED").map(text -> number("DIGITLAB_SEED", text)).orElse(published);
  }

  /** {@code DIGITLAB_DATA}: another directory of IDX files than the bundled one. */
  public Optional<Path> data() {
    return path("DIGITLAB_DATA");
  }

  /** Where the bundled data set lies. */
  public Path bundledData() {
    return home().resolve("data");
  }

  /** {@code DIGITLAB_RUNS}: where trained networks are kept, {@code work/runs} by default. */
  public Path runs() {
    return path("DIGITLAB_RUNS").orElseGet(() -> home().resolve("work/runs"));
  }

  /**
   * A sentence about the caps in force, empty without any. It is a part of the keys of what is
   * kept, so it is the same in every language.
   */
  public String capsInWords() {
    StringBuilder words = new StringBuilder();
    maxEpochs().ifPresent(n -> words.append("at most " + n + (n == 1 ? " epoch" : " epochs")));
    maxImages()
        .ifPresent(
            n ->
                words.append(
                    String.format(
                        Locale.ROOT,
                        "%sat most %,d training and %,d test images",
                        words.isEmpty() ? "" : ", ",
                        n,
                        testImages(n))));
    return words.isEmpty() ? "" : "Capped run: " + words + ".";
  }

  /** The largest test set under a cap of {@code images} training images. */
  public static int testImages(int images) {
    return Math.max(1, images / 2);
  }

  /**
   * The lab's directory: {@code DIGITLAB_HOME}, or the nearest directory from the working directory
   * upwards that holds {@code data} and {@code notebooks}.
   */
  public Path home() {
    Optional<Path> named = path("DIGITLAB_HOME");
    if (named.isPresent()) {
      return named.get();
    }
    for (Path here = workingDirectory; here != null; here = here.getParent()) {
      if (Files.isDirectory(here.resolve("data")) && Files.isDirectory(here.resolve("notebooks"))) {
        return here;
      }
    }
    throw new LabException(
        "The lab's directory was not found from %s upwards. Start the notebook with ./lab start, or set DIGITLAB_HOME to the checkout."
            .formatted(workingDirectory));
  }

  @Override
  public String toString() {
    String set =
        environment.entrySet().stream()
            .filter(variable -> variable.getKey().startsWith("DIGITLAB_"))
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::toString)
            .collect(Collectors.joining(", "));
    return set.isEmpty() ? "no DIGITLAB_… variable is set" : set;
  }

  private OptionalInt positive(String name) {
    Optional<String> text = text(name);
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    long value = number(name, text.get());
    if (value < 1) {
      throw new LabException("%s must be at least 1, but it is %d.".formatted(name, value));
    }
    if (value > Integer.MAX_VALUE) {
      throw new LabException(
          "%s must be at most %d, but it is %d.".formatted(name, Integer.MAX_VALUE, value));
    }
    return OptionalInt.of((int) value);
  }

  private Optional<Path> path(String name) {
    return text(name).map(text -> expanded(path(name, text)));
  }

  private static Path path(String name, String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new LabException(
          "%s cannot be a path here: \"%s\". The locale of this process has the character set %s, in which these letters cannot be written: start with ./lab, or set LC_ALL=C.UTF-8."
              .formatted(name, text, System.getProperty("sun.jnu.encoding")),
          e);
    }
  }

  /** The same path, from the home directory on where it begins with {@code ~}. */
  public static Path expanded(Path path) {
    return path.startsWith("~")
        ? Path.of(System.getProperty("user.home")).resolve(Path.of("~").relativize(path))
        : path;
  }

  private Optional<String> text(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private static long number(String name, String text) {
    try {
      return Long.parseLong(text.strip());
    } catch (NumberFormatException e) {
      throw new LabException(
          "%s must be a whole number, but it is \"%s\".".formatted(name, text), e);
    }
  }
}
