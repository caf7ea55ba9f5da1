package digitlab.notebook;

import static j2html.TagCreator.code;
import static j2html.TagCreator.p;
import static j2html.TagCreator.pre;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.Snippet.Status;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.SourceCodeAnalysis.Documentation;
import jdk.jshell.VarSnippet;

/** What is known about the code at the cursor: signature and Javadoc, or a variable's value. */
final class CodeHelp {
  private static final int MOST_LINES = 12;
  private static final int MOST_LETTERS = 600;

  private final JShell shell;
  private final Imports imports;
  private final Function<VarSnippet, Optional<Object>> values;
  private boolean hasSources;

  CodeHelp(JShell shell, Function<VarSnippet, Optional<Object>> values) {
    this.shell = shell;
    this.imports = new Imports(shell);
    this.values = values;
  }

  /** Help for the name at this place of a cell; empty if nothing is known of it. */
  Optional<View> at(String code, int place) {
    if (!hasSources) {
      hasSources = true; // asked once, whether or not they are found
      LibrarySources.addTo(shell.sourceCodeAnalysis());
    }
    CellCursor cursor = CellCursor.at(code, place);
    if (cursor.parenthesis() >= 0) {
      return joined(call(cursor).stream().map(CodeHelp::view));
    }
    return variable(cursor)
        .or(() -> joined(documentation(code, Math.max(place, cursor.end())).map(CodeHelp::view)))
        .or(() -> notImported(cursor));
  }

  /** The overloads that take as many arguments as there are, or else all. */
  private List<Documentation> call(CellCursor cursor) {
    CellCursor.Arguments arguments = cursor.arguments();
    List<Documentation> all = documentation(cursor.code(), arguments.last()).toList();
    if (all.isEmpty()) {
      all = constructorsOfMissing(cursor, arguments);
    }
    List<Documentation> same =
        all.stream()
            .filter(each -> arguments.closed() && parameters(each) == arguments.count())
            .toList();
    return same.isEmpty() ? all : same;
  }

  private List<Documentation> constructorsOfMissing(
      CellCursor cursor, CellCursor.Arguments arguments) {
    return imports
        .classNamed(cursor.name())
        .map(name -> documentation("new " + name + "(", name.length() + 5).toList())
        .orElse(List.of());
  }

  private static int parameters(Documentation method) {
    String list = method.signature().replaceAll("(?s).*\\((.*)\\).*", "$1");
    String plain = list.replaceAll("<[^<>]*(?:<[^<>]*>[^<>]*)*>", "");
    return plain.isBlank() ? 0 : plain.split(",").length;
  }

  /** JShell understands statements, or one definition, but not a cell of all kinds. */
  private Stream<Documentation> documentation(String code, int end) {
    String before = JavaText.withoutImports(code).substring(0, end);
    String statement = lastStatement(before);
    return Stream.of(before, statement, "class Any { " + statement, imports.inFull(statement))
        .map(text -> shell.sourceCodeAnalysis().documentation(text, text.length(), true))
        .filter(found -> found != null && !found.isEmpty())
        .findFirst()
        .stream()
        .flatMap(List::stream);
  }

  private String lastStatement(String code) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    CompletionInfo info = analysis.analyzeCompletion(code);
    String rest = code;
    while (info.completeness().isComplete() && !info.remaining().isBlank()) {
      rest = info.remaining();
      info = analysis.analyzeCompletion(rest);
    }
    return rest;
  }

  private Optional<View> variable(CellCursor cursor) {
    return cursor.isMember()
        ? Optional.empty()
        : shell
            .variables()
            .filter(variable -> variable.name().equals(cursor.name()))
            .filter(variable -> shell.status(variable) == Status.VALID)
            .findFirst()
            .map(this::view);
  }

  private View view(VarSnippet variable) {
    String type = JavaText.withoutPackages(variable.typeName()) + " " + variable.name();
    String value = values.apply(variable).map(CodeHelp::text).orElse("null");
    return new View(p(code(type)).render() + pre(value).render(), type + "\n" + value);
  }

  /** Nobody could stop the code of a notebook's own class here, so it is not asked for a text. */
  private static String text(Object value) {
    boolean isOwn = value.getClass().getName().startsWith("REPL.");
    return isOwn ? "" : cut(Views.of(value).text());
  }

  private static String cut(String text) {
    String lines = text.lines().limit(MOST_LINES).collect(Collectors.joining("\n"));
    String start = lines.substring(0, Math.min(MOST_LETTERS, lines.length()));
    return start.length() < text.stripTrailing().length() ? start + " …" : start;
  }

  private Optional<View> notImported(CellCursor cursor) {
    return imports
        .classNamed(cursor.name())
        .flatMap(
            name -> {
              String line = "Not imported: import %s;".formatted(name);
              View remark = new View(p(line).render(), line);
              Stream<View> known = documentation(name, name.length()).map(CodeHelp::view);
              return joined(Stream.concat(known, Stream.of(remark)));
            });
  }

  private static View view(Documentation documentation) {
    String signature = JavaText.withoutPackages(documentation.signature());
    signature = signature.replaceFirst("^([\\w.]+):(.+)$", "$2 $1"); // a variable
    View javadoc =
        documentation.javadoc() == null ? new View("", "") : Javadoc.of(documentation.javadoc());
    return new View(
        p(code(signature)).render() + javadoc.html(), (signature + "\n" + javadoc.text()).strip());
  }

  private static Optional<View> joined(Stream<View> views) {
    return views.reduce(
        (one, next) -> new View(one.html() + next.html(), one.text() + "\n\n" + next.text()));
  }
}
