package digitlab.notebook;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.QualifiedNames;

/** The imports that notebooks need. */
final class Imports {
  /** Where classes of the same name are looked for, in this order. */
  private static final List<String> PACKAGES =
      List.of(
          "digitlab.",
          "org.deeplearning4j.nn.conf.",
          "org.deeplearning4j.nn.multilayer.",
          "org.deeplearning4j.nn.graph.",
          "org.deeplearning4j.nn.weights.",
          "org.deeplearning4j.nn.api.",
          "org.deeplearning4j.nn.workspace.",
          "org.deeplearning4j.optimize.",
          "org.deeplearning4j.datasets.",
          "org.deeplearning4j.util.",
          "org.nd4j.evaluation.",
          "org.nd4j.linalg.lossfunctions.",
          "org.nd4j.linalg.",
          "org.nd4j.enums.",
          "tech.tablesaw.",
          "org.knowm.xchart.",
          "java.util.",
          "java.io.",
          "java.nio.",
          "java.time.",
          "java.text.",
          "java.math.",
          "java.awt.",
          "java.net.",
          "java.lang.management.",
          "com.sun.management.");

  /** Of the lab's own packages, those that no notebook needs: what a compiled step is made of. */
  private static final List<String> INSIDE_A_STEP =
      List.of("digitlab.plan.", "digitlab.shares.", "digitlab.onednn.", "digitlab.portable.");

  private static final Pattern OUTER = Pattern.compile("(?<![\\w.])[A-Z]\\w*(?=\\s*\\.)");

  /** Methods that notebooks call without their class. */
  private static final Map<String, String> METHODS =
      Map.of("show", "import static digitlab.notebook.Notebook.show;");

  private static final long LONGEST_WAIT_NANOS = 5_000_000_000L;

  private final JShell shell;

  Imports(JShell shell) {
    this.shell = shell;
  }

  /** The line that makes a missing name known; empty if it is no class of the lab's libraries. */
  Optional<String> lineFor(MissingName missing) {
    if (missing.kind() == MissingName.Kind.METHOD) {
      return Optional.ofNullable(METHODS.get(missing.name()));
    }
    return classNamed(missing.name()).map("import %s;"::formatted);
  }

  /** The class of the lab's libraries, or of Java's, that this name most likely means, in full. */
  Optional<String> classNamed(String simpleName) {
    if (simpleName.isEmpty() || !Character.isUpperCase(simpleName.charAt(0))) {
      return Optional.empty();
    }
    return candidates(simpleName).getNames().stream()
        .filter(name -> rank(name) < PACKAGES.size())
        .filter(name -> INSIDE_A_STEP.stream().noneMatch(name::startsWith))
        .min(
            Comparator.<String>comparingInt(Imports::rank)
                .thenComparing(String::length)
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The code with the full names of classes that are not imported where their members stand. */
  String inFull(String code) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    return OUTER
        .matcher(code)
        .replaceAll(
            found -> {
              String name = found.group();
              boolean isKnown = analysis.listQualifiedNames(name, name.length()).isResolvable();
              return isKnown ? name : classNamed(name).orElse(name);
            });
  }

  private static int rank(String name) {
    int rank = 0;
    while (rank < PACKAGES.size() && !name.startsWith(PACKAGES.get(rank))) {
      rank++;
    }
    return rank;
  }

  /** In the first seconds of a kernel JShell still reads the names of all classes: NameIndex. */
  private QualifiedNames candidates(String simpleName) {
    NameIndex.goOn();
    long start = System.nanoTime();
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    QualifiedNames names = analysis.listQualifiedNames(simpleName, simpleName.length());
    while (!names.isUpToDate() && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
      LockSupport.parkNanos(50_000_000);
      names = analysis.listQualifiedNames(simpleName, simpleName.length());
    }
    return names;
  }
}
