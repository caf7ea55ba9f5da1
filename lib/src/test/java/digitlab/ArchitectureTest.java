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

/**
 * Modules and packages know one another in one direction only, and each package knows only its own
 * libraries.
 */
class ArchitectureTest {
  private static final Path CHECKOUT = Path.of("..");

  /** The Maven modules, each with those of the lab that it may know. */
  private static final Map<String, Set<String>> MODULES =
      Map.of(
          "compiled-step", Set.of(),
          "lib", Set.of("compiled-step"),
          "bench/java", Set.of("compiled-step", "lib"));

  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?([a-z0-9.]+)\\.[A-Z]", Pattern.MULTILINE);

  /** Class names written out in full in the code would slip through the imports. */
  private static final Pattern WRITTEN_OUT =
      Pattern.compile(
          "^(?!import |package | *\\*| */\\*\\*| *//).*\\b(digitlab\\.[a-z]+)\\.[A-Z]",
          Pattern.MULTILINE);

  /** What each package may know of the lab, module by module from below. */
  private static final Map<String, Set<String>> NEIGHBOURS =
      Map.ofEntries(
          entry("org.nd4j.nativeblas", Set.of("digitlab.backend")),
          entry("digitlab.backend", Set.of()),
          entry("digitlab.batch", Set.of()),
          entry("digitlab.step", Set.of("digitlab.backend", "digitlab.batch")),
          entry("digitlab.plan", Set.of()),
          entry("digitlab.shares", Set.of()),
          entry("digitlab.onednn", Set.of("digitlab.plan", "digitlab.shares")),
          entry("digitlab.portable", Set.of("digitlab.plan", "digitlab.shares")),
          entry(
              "digitlab.compiled",
              Set.of(
                  "digitlab.backend",
                  "digitlab.batch",
                  "digitlab.step",
                  "digitlab.plan",
                  "digitlab.shares",
                  "digitlab.onednn",
                  "digitlab.portable")),
          entry("digitlab.settings", Set.of()),
          entry("digitlab.text", Set.of()),
          entry(
              "digitlab.doctor",
              Set.of("digitlab.backend", "digitlab.compiled", "digitlab.notebook")),
          entry("digitlab.data", Set.of("digitlab.batch", "digitlab.settings", "digitlab.text")),
          entry("digitlab.model", Set.of("digitlab.settings", "digitlab.text")),
          entry(
              "digitlab.train",
              Set.of(
                  "digitlab.backend",
                  "digitlab.batch",
                  "digitlab.compiled",
                  "digitlab.data",
                  "digitlab.model",
                  "digitlab.settings",
                  "digitlab.step",
                  "digitlab.text")),
          entry(
              "digitlab.compare",
              Set.of(
                  "digitlab.batch",
                  "digitlab.data",
                  "digitlab.step",
                  "digitlab.text",
                  "digitlab.train")),
          entry(
              "digitlab.explain",
              Set.of(
                  "digitlab.backend",
                  "digitlab.compare",
                  "digitlab.compiled",
                  "digitlab.data",
                  "digitlab.model")),
          entry(
              "digitlab.study",
              Set.of("digitlab.data", "digitlab.model", "digitlab.settings", "digitlab.train")),
          entry("digitlab.chart", Set.of("digitlab.data", "digitlab.text")),
          entry("digitlab.check", Set.of("digitlab.model", "digitlab.chart")),
          entry(
              "digitlab.notebook",
              Set.of(
                  "digitlab.backend",
                  "digitlab.compiled",
                  "digitlab.settings",
                  "digitlab.text",
                  "digitlab.data",
                  "digitlab.model",
                  "digitlab.train",
                  "digitlab.compare",
                  "digitlab.chart")),
          entry(
              "digitlab.bench",
              Set.of(
                  "digitlab.backend",
                  "digitlab.step",
                  "digitlab.settings",
                  "digitlab.text",
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
                  "digitlab.explain",
                  "digitlab.check",
                  "digitlab.bench",
                  "digitlab.notebook"),
          "org.bytedeco.dnnl", Set.of("digitlab.onednn"),
          "org.bytedeco.openblas", Set.of("digitlab.portable"),
          "org.knowm.xchart",
              Set.of("digitlab.bench", "digitlab.chart", "digitlab.check", "digitlab.notebook"),
          "j2html", Set.of("digitlab.notebook"),
          "org.dflib", Set.of("digitlab.notebook"),
          "io.github.spencerpark", Set.of("digitlab.notebook"));

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
    assertThat(NEIGHBOURS.keySet()).isEqualTo(packages());
  }

  @Test
  void everyPackageAndModuleIsOnTheMap() throws IOException {
    String map = Files.readString(CHECKOUT.resolve("CONTRIBUTING.md"));

    assertThat(packages()).allMatch(name -> map.contains("`" + name + "`"));
    assertThat(MODULES.keySet()).allMatch(name -> map.contains("`" + name + "`"));
  }

  @Test
  void neighboursGoInOneDirectionOnly() {
    NEIGHBOURS.forEach(
        (owner, known) ->
            known.forEach(
                other ->
                    assertThat(reachable(other))
                        .as("what %s, a neighbour of %s, knows", other, owner)
                        .doesNotContain(owner)));
  }

  @Test
  void noPackageIsInTwoModules() {
    Map<String, String> homes = new TreeMap<>();
    for (Path file : files()) {
      assertThat(homes.merge(packageOf(file), moduleOf(file), (a, b) -> a))
          .as("the module of %s", packageOf(file))
          .isEqualTo(moduleOf(file));
    }
  }

  @Test
  void modulesKnowOnlyThoseBelowThem() {
    Map<String, String> homes = new TreeMap<>();
    files().forEach(file -> homes.put(packageOf(file), moduleOf(file)));
    for (Path file : files()) {
      Set<String> allowed = new TreeSet<>(MODULES.get(moduleOf(file)));
      allowed.add(moduleOf(file));
      imports(file, "digitlab")
          .forEach(
              name -> assertThat(allowed).as("what %s may import", file).contains(homes.get(name)));
    }
  }

  /** Whoever takes steps must not care which way they are taken. */
  @Test
  void nobodyOutsideAsksWhetherAStepIsCompiled() {
    assertThat(files())
        .filteredOn(file -> !moduleOf(file).equals("compiled-step"))
        .noneMatch(file -> read(file).contains("CompiledStep"));
  }

  /** The doctor looks for what the stop button needs in the kernel. */
  @Test
  void onlyTheDoctorKnowsTheNotebookPackage() {
    assertThat(files())
        .filteredOn(file -> !packageOf(file).equals("digitlab.notebook"))
        .filteredOn(file -> read(file).contains("digitlab.notebook"))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("Doctor.java");
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
  void fewClassesImportAKernel() {
    assertThat(filesThatImport("org.dflib"))
        .containsExactly(
            "CellAnswer.java",
            "CellQueue.java",
            "CellReplies.java",
            "DigitLabExtension.java",
            "JavaMagics.java",
            "KernelAnswers.java",
            "KernelCompiler.java",
            "KernelErrorStyle.java",
            "KernelWatch.java",
            "PrintedOutput.java",
            "PromptShell.java");
    assertThat(filesThatImport("io.github.spencerpark")).containsExactly("IJavaRenderers.java");
  }

  private static List<String> filesThatImport(String library) {
    return files().stream()
        .filter(file -> read(file).contains("import " + library))
        .map(file -> file.getFileName().toString())
        .toList();
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
            name ->
                files().stream()
                    .filter(file -> packageOf(file).equals(name))
                    .anyMatch(file -> file.endsWith("package-info.java")));
  }

  /** For each package, the other packages under a root that its classes import. */
  private static Map<String, Set<String>> imports(String root) {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Path file : files()) {
      imports(file, root)
          .forEach(
              name -> imports.computeIfAbsent(packageOf(file), o -> new TreeSet<>()).add(name));
    }
    return imports;
  }

  private static List<String> imports(Path file, String root) {
    return IMPORT
        .matcher(read(file))
        .results()
        .map(result -> result.group(1))
        .filter(name -> (name + ".").startsWith(root + ".") && !name.equals(packageOf(file)))
        .toList();
  }

  /** A package and all that it knows, directly or not. */
  private static Set<String> reachable(String start) {
    Set<String> found = new TreeSet<>(Set.of(start));
    for (String next : NEIGHBOURS.get(start)) {
      found.addAll(reachable(next));
    }
    return found;
  }

  private static Set<String> packages() {
    Set<String> packages = new TreeSet<>();
    files().forEach(file -> packages.add(packageOf(file)));
    return packages;
  }

  private static String moduleOf(Path file) {
    return MODULES.keySet().stream()
        .filter(module -> file.startsWith(sources(module)))
        .findFirst()
        .orElseThrow();
  }

  private static Path sources(String module) {
    return CHECKOUT.resolve(module).resolve("src/main/java");
  }

  private static String packageOf(Path file) {
    Path folder = sources(moduleOf(file)).relativize(file.getParent());
    return folder.toString().replace('/', '.').replace('\\', '.');
  }

  private static List<Path> files() {
    return MODULES.keySet().stream().flatMap(module -> files(sources(module)).stream()).toList();
  }

  private static List<Path> files(Path sources) {
    try (var files = Files.walk(sources)) {
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
