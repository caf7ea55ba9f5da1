package digitlab.notebook;

import digitlab.backend.NativeLibrary;
import digitlab.train.History.Conditions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;

/**
 * What ran a notebook: the launcher asks for it when the last cell is done, and reports show it.
 *
 * <p>It starts nothing: of what the notebook did not use, it says so.
 */
public final class Provenance {
  private static final String NOT_LOADED = "not loaded";

  /** The name under which JavaCPP keeps ND4J's native library once it is loaded. */
  private static final String ND4J = "jnind4jcpu";

  private static final Set<String> WAYS = new ConcurrentSkipListSet<>();
  private static final Set<Integer> THREADS = new ConcurrentSkipListSet<>();

  private Provenance() {}

  /** Notes how a training of this process is done. */
  static void trained(Conditions conditions) {
    WAYS.add(conditions.way());
    THREADS.add(conditions.threads());
  }

  /**
   * The facts, each as a line {@code label: value}.
   *
   * @param seeds those that the notebook names
   */
  public static String of(long... seeds) {
    boolean computed = Loader.getLoadedLibraries().containsKey(ND4J);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("Java", System.getProperty("java.runtime.version") + ", " + vendor());
    facts.put("Deeplearning4j", version("org.deeplearning4j", "deeplearning4j-nn"));
    facts.put("Native backend", computed ? backend() : NOT_LOADED);
    facts.put("Fast path", computed ? fastPath() : NOT_LOADED);
    facts.put("Threads", computed ? threads() : NOT_LOADED);
    facts.put("Seed", seeds.length == 0 ? "none in the notebook" : list(seeds));
    facts.put("Library", "digitlab " + version("digitlab", "digitlab"));
    return facts.entrySet().stream()
        .map(fact -> fact.getKey() + ": " + fact.getValue())
        .collect(Collectors.joining("\n"));
  }

  private static String vendor() {
    return System.getProperty("java.vendor") + ", " + System.getProperty("java.vm.name");
  }

  private static String backend() {
    return "ND4J %s on %s, oneDNN: %s"
        .formatted(
            version("org.nd4j", "nd4j-api"),
            Loader.getPlatform(),
            NativeLibrary.hasOneDnn() ? "yes" : "no");
  }

  private static String fastPath() {
    boolean compiled = NativeLibrary.compiledWanted();
    return "%s; %s"
        .formatted(
            compiled || NativeLibrary.helpersOn() ? "on" : "off",
            WAYS.isEmpty()
                ? "the lab's trainer was not used"
                : "trained: " + String.join(", ", WAYS));
  }

  /** Of the trainings, which may have chosen fewer; else those of native operations. */
  private static String threads() {
    return THREADS.isEmpty()
        ? Integer.toString(NativeLibrary.threads())
        : THREADS.stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String list(long... numbers) {
    return Arrays.stream(numbers).mapToObj(Long::toString).collect(Collectors.joining(", "));
  }

  /** The version that Maven has written into an artifact. */
  private static String version(String group, String artifact) {
    String name = "/META-INF/maven/%s/%s/pom.properties".formatted(group, artifact);
    Properties properties = new Properties();
    try (InputStream file = Provenance.class.getResourceAsStream(name)) {
      if (file != null) {
        properties.load(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be read", e);
    }
    return properties.getProperty("version", "of unknown version");
  }
}
