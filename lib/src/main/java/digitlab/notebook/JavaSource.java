package digitlab.notebook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;

/**
 * Java source, read from mark to mark as far as is needed to tell code from text, and to know which
 * brackets are open.
 *
 * @see <a href="https://docs.oracle.com/javase/specs/jls/se17/html/jls-3.html">The Java Language
 *     Specification, chapter 3</a>
 */
final class JavaSource {
  /** After the brackets behind these a statement begins, and no expression has ended. */
  private static final Set<String> HEADS = Set.of("if", "while", "for");

  /** After these a switch is a value. */
  private static final String BEFORE_A_VALUE = "=(,[?+-*/%&|^!<>~";

  private static final Set<String> WORDS_BEFORE_A_VALUE = Set.of("return", "yield");
  private static final Set<String> WORDS_BEFORE_A_STATEMENT = Set.of("else", "do");
  private static final String TEXT_BLOCK = "\"\"\"";

  private final String source;
  private final Deque<Bracket> open = new ArrayDeque<>();
  private int next;
  private String previous = "";
  private String beforePrevious = "";
  private boolean expressionMayEnd;
  private boolean switchIsAValue;
  private boolean bodyOfAValue;
  private Bracket unclosedText;

  /**
   * A bracket, or the beginning of a text, that something has to close.
   *
   * @param opening the bracket itself
   * @param closing what closes it
   * @param position where it stands in the source
   * @param before the word or mark before it
   * @param endsAValue whether an expression may end with what closes it
   */
  record Bracket(String opening, String closing, int position, String before, boolean endsAValue) {}

  JavaSource(String source) {
    this.source = source;
  }

  /**
   * Goes to the next word, number, text or mark.
   *
   * @return where it begins; -1 at the end of the source
   */
  int advance() {
    next = endOfSpace(next);
    if (next >= source.length()) {
      return -1;
    }
    int start = next;
    next = endOfToken(start);
    note(source.substring(start, next), start);
    return start;
  }

  /** What was found last; empty at the beginning. */
  String found() {
    return previous;
  }

  /** What was found before that. */
  String foundBefore() {
    return beforePrevious;
  }

  /** Whether what was found last may be the end of an expression, which an operator can follow. */
  boolean expressionMayEnd() {
    return expressionMayEnd;
  }

  /** Goes on behind this position, as after a statement. */
  void continueAfterStatement(int position) {
    next = position;
    note(";", position - 1);
  }

  /** The innermost bracket that is open; or a text or comment that does not end. */
  Optional<Bracket> unclosed() {
    return Optional.ofNullable(unclosedText).or(() -> Optional.ofNullable(open.peek()));
  }

  int countOfUnclosed() {
    return unclosedText == null ? open.size() : 1;
  }

  private int endOfSpace(int from) {
    int at = from;
    while (at < source.length()) {
      if (Character.isWhitespace(source.charAt(at))) {
        at++;
      } else if (source.startsWith("//", at)) {
        at = endOfLine(source, at);
      } else if (source.startsWith("/*", at)) {
        at = endOfText(at, "/*", "*/");
      } else {
        break;
      }
    }
    return at;
  }

  private int endOfToken(int start) {
    char first = source.charAt(start);
    if (source.startsWith(TEXT_BLOCK, start)) {
      return endOfText(start, TEXT_BLOCK, TEXT_BLOCK);
    }
    if (first == '"' || first == '\'') {
      return endOfLiteral(start, first);
    }
    if (source.startsWith("++", start) || source.startsWith("--", start)) {
      return start + 2;
    }
    int end = start + 1;
    if (Character.isJavaIdentifierStart(first) || Character.isDigit(first)) {
      while (end < source.length() && belongsToWord(start, end)) {
        end++;
      }
    }
    return end;
  }

  private boolean belongsToWord(int start, int at) {
    char character = source.charAt(at);
    return Character.isJavaIdentifierPart(character)
        || (character == '.' && Character.isDigit(source.charAt(start)));
  }

  /** Of a text block, where a backslash hides what follows, or a comment. */
  private int endOfText(int start, String opening, String closing) {
    for (int at = start + opening.length(); at < source.length(); at++) {
      if (opening.equals(TEXT_BLOCK) && source.charAt(at) == '\\') {
        at++;
      } else if (source.startsWith(closing, at)) {
        return at + closing.length();
      }
    }
    unclosedText = new Bracket(opening, closing, start, previous, true);
    return source.length();
  }

  /** A string or character ends with its line at the latest. */
  private int endOfLiteral(int start, char quote) {
    int end = endOfLine(source, start);
    for (int at = start + 1; at < end; at++) {
      if (source.charAt(at) == '\\') {
        at++;
      } else if (source.charAt(at) == quote) {
        return at + 1;
      }
    }
    return end;
  }

  private void note(String token, int position) {
    char first = token.charAt(0);
    boolean isWord = Character.isJavaIdentifierStart(first);
    expressionMayEnd =
        isWord && !WORDS_BEFORE_A_STATEMENT.contains(token)
            || Character.isDigit(first)
            || first == '"'
            || first == '\''
            || token.equals("++")
            || token.equals("--");
    if (token.equals("switch")) {
      switchIsAValue = valueFollows(previous);
    }
    switch (token) {
      case "(" -> open.push(new Bracket(token, ")", position, previous, !HEADS.contains(previous)));
      case "[" -> open.push(new Bracket(token, "]", position, previous, true));
      case "{" -> open.push(new Bracket(token, "}", position, previous, bodyOfAValue));
      case ")", "]", "}" -> close(token);
      default -> {}
    }
    bodyOfAValue = token.equals(")") && bodyOfAValue;
    beforePrevious = previous;
    previous = token;
  }

  private static boolean valueFollows(String token) {
    return WORDS_BEFORE_A_VALUE.contains(token)
        || (token.length() == 1 && BEFORE_A_VALUE.contains(token));
  }

  private void close(String token) {
    Iterator<Bracket> opened = open.iterator();
    while (opened.hasNext()) {
      Bracket bracket = opened.next();
      if (bracket.closing().equals(token)) {
        opened.remove();
        expressionMayEnd = bracket.endsAValue();
        bodyOfAValue = bracket.before().equals("switch") && switchIsAValue;
        return;
      }
    }
  }

  /** Where the line of this position ends. */
  static int endOfLine(String text, int position) {
    int end = position;
    while (end < text.length() && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
      end++;
    }
    return end;
  }
}
