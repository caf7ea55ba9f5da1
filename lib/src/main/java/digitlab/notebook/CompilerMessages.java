package digitlab.notebook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.Diag;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SourceCodeAnalysis;

/**
 * What the compiler misses, for people: the name, the one that was meant, or the import.
 *
 * <p>JShell takes a definition that uses an unknown name, for it may be defined later, and says
 * nothing; a typing mistake would come to light only when the method is called.
 */
final class CompilerMessages {
  private final JShell shell;
  private final Imports imports;
  private final ErrorStyle style;

  CompilerMessages(JShell shell, ErrorStyle style) {
    this.shell = shell;
    this.imports = new Imports(shell);
    this.style = style;
  }

  /**
   * Instead of a complaint for each place where a name is missing, one for each name.
   *
   * @param told what the kernel tells: lines for each complaint, with an empty one behind each
   * @return empty if no name is missing
   */
  Optional<CellError> rejected(Snippet snippet, List<String> told) {
    List<Diag> complaints = shell.diagnostics(snippet).toList();
    List<List<String>> blocks = blocks(told);
    Map<String, MissingName> missing = new LinkedHashMap<>();
    List<String> others = new ArrayList<>();
    for (int i = 0; i < complaints.size(); i++) {
      Optional<MissingName> name = MissingName.of(complaints.get(i), snippet);
      name.ifPresent(found -> missing.putIfAbsent(found.name(), found));
      if (name.isEmpty() && i < blocks.size()) {
        others.addAll(blocks.get(i));
      }
    }
    return missing.isEmpty() ? Optional.empty() : Optional.of(notFound(missing.values(), others));
  }

  private static List<List<String>> blocks(List<String> lines) {
    List<List<String>> blocks = new ArrayList<>(List.of(new ArrayList<>()));
    for (String line : lines) {
      blocks.get(blocks.size() - 1).add(line);
      if (line.isEmpty()) {
        blocks.add(new ArrayList<>());
      }
    }
    return blocks;
  }

  /** The definitions in which a name can hardly be anything but a typing mistake. */
  Optional<CellError> mistyped(Collection<DeclarationSnippet> incomplete) {
    List<MissingName> slips =
        incomplete.stream().flatMap(this::missing).filter(this::isSlip).toList();
    return slips.isEmpty() ? Optional.empty() : Optional.of(notFound(slips, List.of()));
  }

  private boolean isSlip(MissingName name) {
    return nearest(name).filter(known -> Spelling.isSlip(name.name(), known)).isPresent();
  }

  private CellError notFound(Collection<MissingName> missing, List<String> others) {
    List<String> sentences = new ArrayList<>();
    List<String> toImport = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (MissingName name : missing) {
      Optional<String> line = imports.lineFor(name);
      line.ifPresent(toImport::add);
      if (line.isEmpty()) {
        String sentence = sentence(name);
        sentences.add(sentence);
        lines.addAll(place(name));
        lines.add(style.words(sentence));
        lines.add("");
      }
    }
    if (!toImport.isEmpty()) {
      sentences.add("not imported, add to the first code cell: " + String.join(" ", toImport));
      lines.add(style.words("Not imported. Add to the first code cell, and run it:"));
      lines.addAll(toImport);
      lines.add("");
    }
    lines.addAll(others);
    return new CellError(String.join("; ", sentences), lines);
  }

  private List<String> place(MissingName name) {
    int start = Math.max(0, name.position());
    int end = name.position() < 0 ? 0 : start + name.name().length();
    return style.place(name.snippet().source(), start, end);
  }

  /** Why a call could not be made. */
  CellError called(DeclarationSnippet snippet) {
    String message = "%s cannot be used: %s".formatted(snippet.name(), fault(snippet));
    return new CellError(message, List.of(style.words(message)));
  }

  /** A remark on a definition that may well become complete. */
  String remark(DeclarationSnippet snippet) {
    String wayOut = "Run the cell that defines it before you use %s.".formatted(snippet.name());
    List<MissingName> missing = missing(snippet).toList();
    if (missing.isEmpty()) {
      wayOut = "Change it, and run its cell again.";
    } else if (missing.stream().allMatch(name -> imports.lineFor(name).isPresent())) {
      wayOut = "Imports belong in the first code cell.";
    }
    return "%s is not complete: %s. %s".formatted(snippet.name(), fault(snippet), wayOut);
  }

  private Stream<MissingName> missing(DeclarationSnippet snippet) {
    return shell
        .unresolvedDependencies(snippet)
        .map(dependency -> MissingName.of(dependency, snippet));
  }

  private String fault(DeclarationSnippet snippet) {
    List<MissingName> roots = new ArrayList<>();
    addRoots(snippet, roots, new HashSet<>());
    return roots.isEmpty()
        ? complaints(snippet)
        : roots.stream().map(this::cannotFind).distinct().collect(Collectors.joining(", "));
  }

  /** What lacks something itself is not what is missing. */
  private void addRoots(
      DeclarationSnippet snippet, List<MissingName> roots, Set<DeclarationSnippet> seen) {
    seen.add(snippet);
    missing(snippet)
        .forEach(
            name -> {
              Optional<DeclarationSnippet> incomplete = incomplete(name);
              if (incomplete.isEmpty()) {
                roots.add(name);
              } else if (!seen.contains(incomplete.get())) {
                addRoots(incomplete.get(), roots, seen);
              }
            });
  }

  /** What was complete no longer is, since something that it uses was changed. */
  private String complaints(DeclarationSnippet snippet) {
    return shell
        .diagnostics(snippet)
        .map(complaint -> complaint.getMessage(null).strip().replaceAll("\\s*\\R\\s*", ", "))
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private String sentence(MissingName name) {
    return incomplete(name)
        .filter(snippet -> !snippet.equals(name.snippet()))
        .map(snippet -> "%s is not complete: %s".formatted(name, fault(snippet)))
        .orElseGet(() -> cannotFind(name));
  }

  private String cannotFind(MissingName name) {
    Optional<String> line = imports.lineFor(name);
    if (line.isPresent()) {
      return "%s needs `%s`".formatted(name, line.get());
    }
    String hint = nearest(name).map(" (did you mean `%s`?)"::formatted).orElse("");
    return "cannot find %s%s".formatted(name, hint);
  }

  /** A definition of this name that lacks something itself. */
  private Optional<DeclarationSnippet> incomplete(MissingName name) {
    return shell
        .snippets()
        .filter(DeclarationSnippet.class::isInstance)
        .map(DeclarationSnippet.class::cast)
        .filter(snippet -> snippet.name().equals(name.name()))
        .filter(snippet -> CellSnippets.isIncomplete(shell, snippet))
        .findFirst();
  }

  private Optional<String> nearest(MissingName name) {
    boolean isMethod = name.kind() == MissingName.Kind.METHOD;
    String before = name.before();
    Stream<String> inScope =
        shell
            .sourceCodeAnalysis()
            .completionSuggestions(before, before.length(), new int[1])
            .stream()
            .map(SourceCodeAnalysis.Suggestion::continuation)
            .filter(suggestion -> suggestion.contains("(") == isMethod)
            .map(suggestion -> suggestion.replaceAll("\\(.*", ""));
    // JShell does not always see the variables of a block that is not yet closed.
    Set<String> known =
        Stream.concat(inScope, name.neighbours())
            .filter(other -> name.kind() != MissingName.Kind.CLASS || isClassName(other))
            .collect(Collectors.toSet());
    return Spelling.nearest(name.name(), known);
  }

  private static boolean isClassName(String name) {
    return !name.isEmpty() && Character.isUpperCase(name.charAt(0));
  }
}
