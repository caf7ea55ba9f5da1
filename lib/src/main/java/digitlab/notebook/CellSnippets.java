package digitlab.notebook;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SnippetEvent;
import jdk.jshell.UnresolvedReferenceException;

/** What became of the snippets of the cell that runs. */
final class CellSnippets {
  private static final Set<Status> INCOMPLETE =
      Set.of(Status.RECOVERABLE_DEFINED, Status.RECOVERABLE_NOT_DEFINED);

  private final JShell shell;
  private final List<SnippetEvent> events = new CopyOnWriteArrayList<>();

  private CellSnippets(JShell shell) {
    this.shell = shell;
  }

  static CellSnippets of(JShell shell) {
    CellSnippets snippets = new CellSnippets(shell);
    shell.onSnippetEvent(snippets.events::add);
    return snippets;
  }

  /** A cell begins. */
  void clear() {
    events.clear();
  }

  /** The event with which the compiler ended the cell, if it did. */
  Optional<SnippetEvent> rejected() {
    return last().filter(event -> event.status() == Status.REJECTED);
  }

  /** What was called although it is incomplete, if that ended the cell. */
  Optional<DeclarationSnippet> calledIncomplete() {
    return last()
        .map(SnippetEvent::exception)
        .filter(UnresolvedReferenceException.class::isInstance)
        .map(thrown -> ((UnresolvedReferenceException) thrown).getSnippet());
  }

  private Optional<SnippetEvent> last() {
    return events.stream()
        .filter(event -> event.causeSnippet() == null)
        .reduce((earlier, later) -> later);
  }

  /** Whether something is defined that lacks something else. */
  static boolean isIncomplete(JShell shell, DeclarationSnippet snippet) {
    return INCOMPLETE.contains(shell.status(snippet));
  }

  /** Definitions that this cell has left incomplete, or made so. */
  Set<DeclarationSnippet> incomplete() {
    return events.stream()
        .filter(
            event -> event.causeSnippet() == null || !INCOMPLETE.contains(event.previousStatus()))
        .map(SnippetEvent::snippet)
        .filter(DeclarationSnippet.class::isInstance)
        .map(DeclarationSnippet.class::cast)
        .filter(snippet -> isIncomplete(shell, snippet))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
