package digitlab.data;

import digitlab.settings.LabException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * What the IDX format does not tell about a data set, and a file beside its four can.
 *
 * @param orientation how the images are stored, if it is told
 */
record DataSetProperties(Optional<Orientation> orientation) {
  static final String FILE = "data-set.properties";
  private static final String ORIENTATION = "orientation";

  /**
   * The properties in a data set's folder; none without the file.
   *
   * @throws LabException if the file has something that is not known
   */
  static DataSetProperties read(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return new DataSetProperties(Optional.empty());
    }
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(Files.readString(file).replace("\uFEFF", "")));
    } catch (IOException | IllegalArgumentException e) {
      throw new LabException("%s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
    for (String name : properties.stringPropertyNames()) {
      if (!name.equals(ORIENTATION)) {
        throw new LabException(
            "%s tells \"%s\", which is not known. It may tell: %s."
                .formatted(file, name, ORIENTATION));
      }
    }
    String told = properties.getProperty(ORIENTATION);
    return new DataSetProperties(
        told == null ? Optional.empty() : Optional.of(orientation(file, told)));
  }

  private static Orientation orientation(Path file, String told) {
    return Arrays.stream(Orientation.values())
        .filter(known -> word(known).equals(told.strip().toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new LabException(
                    "%s: the orientation must be %s, but it is \"%s\"."
                        .formatted(
                            file,
                            Arrays.stream(Orientation.values())
                                .map(DataSetProperties::word)
                                .collect(Collectors.joining(" or ")),
                            told)));
  }

  private static String word(Orientation orientation) {
    return orientation.name().toLowerCase(Locale.ROOT);
  }

  /** How to tell an orientation. */
  static String line(Orientation orientation) {
    return "%s = %s".formatted(ORIENTATION, word(orientation));
  }
}
