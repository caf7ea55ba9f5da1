package digitlab;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The packages know one another in one direction only, and each knows only its own libraries. */
class ArchitectureTest {
  private static final Path SOURCES = Path.of("src/main/java");
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);

  /** Class names written out in full in the code would slip through the imports. */
  private static final Pattern WRITTEN_OUT =
      Pattern.compile(
          "^(?!import |package | *\\*| */\\*\\*| *//).*\\b(digitlab\\.[a-z]+)\\.[A-Z]",
          Pattern.MULTILINE);

  /** What each package may know of the lab. */
  private static final Map<String, Set<String>> NEIGHBOURS =
      Map.ofEntries(
          entry("org.nd4j.nativeblas", Set.of("digitlab.backend")),
          entry("digitlab.backend", Set.of()),
          entry("digitlab.data", Set.of("digitlab.backend")),
          entry("digitlab.model", Set.of()),
          entry("digitlab.step", Set.of("digitlab.backend", "digitlab.data")),
          entry("digitlab.compiled", Set.of("digitlab.backend", "digitlab.data", "digitlab.step")),
          entry(
              "digitlab.train",
              Set.of("digitlab.backend", "digitlab.data", "digitlab.step", "digitlab.compiled")),
          entry("digitlab.compare", Set.of("digitlab.data", "digitlab.step", "digitlab.train")),
          entry("digitlab.chart", Set.of("digitlab.data")),
          entry("digitlab.check", Set.of("digitlab.model", "digitlab.chart")),
          entry(
              "digitlab.bench",
              Set.of(
                  "digitlab.backend",
                  "digitlab.data",
                  "digitlab.model",
                  "digitlab.train",
                  "digitlab.compare",
                  "digitlab.chart")),
          entry(
              "digitlab.notebook",
              Set.of(
                  "digitlab.backend",
                  "digitlab.data",
                  "digitlab.model",
                  "digitlab.train",
                  "digitlab.compare",
                  "digitlab.chart")));

  /** The libraries that only some packages may use. */
  private static final Map<String, Set<String>> USERS =
      Map.of(
          "org.deeplearning4j",
              Set.of(
                  "digitlab.model",
                  "digitlab.step",
                  "digitlab.compiled",
                  "digitlab.train",
                  "digitlab.compare",
                  "digitlab.check",
                  "digitlab.bench",
                  "digitlab.notebook"),
          "org.knowm.xchart",
              Set.of("digitlab.bench", "digitlab.chart", "digitlab.check", "digitlab.notebook"),
          "j2html", Set.of("digitlab.notebook"),
          "org.dflib", Set.of("digitlab.notebook"));

  @Test
  void packagesKnowOnlyTheirNeighbours() {
    Map<String, Set<String>> found = imports("digitlab");

    assertThat(found).isNotEmpty();
    found.forEach(
        (owner, known) ->
            assertThat(NEIGHBOURS.get(owner)).as("neighbours of %s", owner).containsAll(known));
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    assertThat(NEIGHBOURS.keySet()).containsAll(packages());
  }

  @Test
  void nothingKnowsTheNotebookPackage() {
    assertThat(files())
        .filteredOn(file -> !packageOf(file).equals("digitlab.notebook"))
        .noneMatch(file -> read(file).contains("digitlab.notebook"));
  }

  @Test
  void librariesStayInTheirPackages() {
    USERS.forEach(
        (library, users) ->
            assertThat(users)
                .as("packages that use %s", library)
                .containsAll(imports(library).keySet()));
  }

  @Test
  void onlyTheExtensionImportsTheKernel() {
    assertThat(files())
        .filteredOn(file -> read(file).contains("import org.dflib"))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("DigitLabExtension.java");
  }

  @Test
  void classesOfOtherPackagesAreImportedBeforeTheyAreUsed() {
    for (Path file : files()) {
      assertThat(WRITTEN_OUT.matcher(read(file)).results().map(result -> result.group(1)))
          .as("packages written out in %s", file)
          .allMatch(packageOf(file)::equals);
    }
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertThat(packages())
        .allMatch(
            name -> Files.exists(SOURCES.resolve(name.replace('.', '/') + "/package-info.java")));
  }

  /** For each package, the other packages under a root that its classes import. */
  private static Map<String, Set<String>> imports(String root) {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Path file : files()) {
      String owner = packageOf(file);
      IMPORT
          .matcher(read(file))
          .results()
          .map(result -> result.group(1))
          .filter(name -> (name + ".").startsWith(root + ".") && !name.equals(owner))
          .forEach(name -> imports.computeIfAbsent(owner, o -> new TreeSet<>()).add(name));
    }
    return imports;
  }

  private static Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    files().forEach(file -> packages.add(packageOf(file)));
    return packages;
  }

  private static String packageOf(Path file) {
    return SOURCES.relativize(file.getParent()).toString().replace('/', '.').replace('\\', '.');
  }

  private static List<Path> files() {
    try (var files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
