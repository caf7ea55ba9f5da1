package digitlab.notebook;

import java.util.List;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.Suggestion;

/** Completion where the kernel's own sees nothing: classes and cells with imports not yet run. */
final class CodeCompletion {
  private final JShell shell;
  private final Imports imports;

  CodeCompletion(JShell shell) {
    this.shell = shell;
    this.imports = new Imports(shell);
  }

  /**
   * What can stand at the end of some code.
   *
   * @param continuations none where the kernel knows better
   * @param start where they begin in the code
   */
  record Offer(List<String> continuations, int start) {}

  /** What can stand at the end of the code {@code before} a cursor. */
  Offer of(String before) {
    String inFull = imports.inFull(JavaText.withoutImports(before));
    if (inFull.equals(before)) {
      return new Offer(List.of(), before.length());
    }
    int[] start = new int[1];
    List<String> continuations =
        shell.sourceCodeAnalysis().completionSuggestions(inFull, inFull.length(), start).stream()
            .sorted((one, other) -> Boolean.compare(other.matchesType(), one.matchesType()))
            .map(Suggestion::continuation)
            .distinct()
            .toList();
    return new Offer(continuations, before.length() - (inFull.length() - start[0]));
  }
}
