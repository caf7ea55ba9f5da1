package digitlab.notebook;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;
import jdk.jshell.Diag;
import jdk.jshell.ErroneousSnippet;
import jdk.jshell.Snippet;

/**
 * A name that the compiler did not find.
 *
 * @param kind what it was taken for
 * @param name without parameters
 * @param snippet the code that uses it
 * @param position where it stands there; -1 if nobody knows
 */
record MissingName(Kind kind, String name, Snippet snippet, int position) {
  enum Kind {
    CLASS,
    METHOD,
    VARIABLE
  }

  private static final Pattern DEPENDENCY = Pattern.compile("(?U)(\\w+) (\\w+).*", Pattern.DOTALL);
  private static final Pattern SYMBOL = Pattern.compile("(?U)symbol:\\s+(\\w+) (\\w+)");
  private static final Pattern OUTER_CLASS = Pattern.compile("package ([A-Z]\\w*)[.\\w]* does not");
  private static final Pattern NAME = Pattern.compile("(?U)(?<![\\w.])(\\p{L}\\w*)\\b\\s*(\\()?");

  /** A name of {@code JShell.unresolvedDependencies}, such as {@code method sum(int)}. */
  static MissingName of(String dependency, Snippet snippet) {
    Matcher matcher = DEPENDENCY.matcher(dependency);
    if (!matcher.matches()) {
      return new MissingName(Kind.VARIABLE, dependency, snippet, -1);
    }
    String name = matcher.group(2);
    return new MissingName(kind(matcher.group(1)), name, snippet, find(name, snippet.source()));
  }

  /** The name that a complaint of the compiler is about; empty if it is about something else. */
  static Optional<MissingName> of(Diag complaint, Snippet snippet) {
    String message = complaint.getMessage(null);
    Matcher symbol = SYMBOL.matcher(message);
    if (complaint.getCode().startsWith("compiler.err.cant.resolve") && symbol.find()) {
      String name = symbol.group(2);
      int last = (int) complaint.getEndPosition() - name.length();
      int at = snippet.source().lastIndexOf(name, last);
      return Optional.of(new MissingName(kind(symbol.group(1)), name, snippet, at));
    }
    Matcher outer = OUTER_CLASS.matcher(message);
    if (complaint.getCode().equals("compiler.err.doesnt.exist") && outer.find()) {
      String name = outer.group(1);
      int at = snippet.source().indexOf(name, (int) complaint.getStartPosition());
      return Optional.of(new MissingName(Kind.CLASS, name, snippet, at));
    }
    return Optional.empty();
  }

  private static Kind kind(String word) {
    return switch (word) {
      case "variable" -> Kind.VARIABLE;
      case "method" -> Kind.METHOD;
      default -> Kind.CLASS;
    };
  }

  /** Where a name stands first outside of comments and strings. */
  private static int find(String name, String source) {
    Matcher word =
        Pattern.compile("(?U)\\b" + Pattern.quote(name) + "\\b")
            .matcher(JavaText.withoutWords(source));
    return word.find() ? word.start() : -1;
  }

  /** The other names that the snippet uses or declares: methods, or all but methods. */
  Stream<String> neighbours() {
    return NAME.matcher(JavaText.withoutWords(snippet.source()))
        .results()
        .filter(found -> (found.group(2) != null) == (kind == Kind.METHOD))
        .map(found -> found.group(1))
        .filter(other -> !SourceVersion.isKeyword(other));
  }

  /** The code before the name, as JShell must see it to tell what could stand there. */
  String before() {
    String code = snippet.source().substring(0, Math.max(0, position));
    Snippet.Kind kind =
        snippet instanceof ErroneousSnippet erroneous ? erroneous.probableKind() : snippet.kind();
    // JShell knows no parameters and variables of a method that stands alone.
    return kind == Snippet.Kind.METHOD ? "class Any { " + code : code;
  }

  @Override
  public String toString() {
    return "`" + name + "`";
  }
}
