package digitlab.notebook;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.magic.MagicTranspiler;
import org.dflib.jjava.jupyter.kernel.magic.ParsedCellMagic;
import org.dflib.jjava.jupyter.kernel.magic.ParsedLineMagic;

/**
 * Magics such as {@code %load file} only where a statement may begin.
 *
 * <p>JJava takes each line that begins with {@code %} and a letter or digit for a magic, be it in a
 * text block or the rest of an expression. Here it gets the whole cell as one line, and those lines
 * one by one that are no Java.
 */
final class JavaMagics extends MagicTranspiler {
  private static final String RESOLVER = "magicsResolver";
  private static final String LINE_PATTERN = "lineMagicPattern";
  private static final String SOURCE = "unparsedMagic";
  private static final Pattern WHOLE_CELL = Pattern.compile("(?s)\\A.*?(?<args>\\w).*\\z");
  private static final String CELL_MAGIC = "%%";

  /** What JJava takes for the result of a magic that has none. */
  private static final String NO_RESULT = "\"\\\"__NO_MAGIC_RETURN\\\"\"";

  private final UnaryOperator<String> magic;

  private JavaMagics(UnaryOperator<String> magic) {
    this.magic = magic;
  }

  /**
   * Makes a JJava kernel look for magics this way.
   *
   * @return whether it could be made to; another version looks as before
   */
  static boolean use(BaseKernel kernel) {
    try {
      Field resolver = PrivateField.of(BaseKernel.class, RESOLVER);
      Object stock = PrivateField.value(kernel, resolver);
      Method resolve = stock.getClass().getMethod("resolve", String.class);
      PrivateField.of(ParsedLineMagic.class, SOURCE);
      JavaMagics magics = new JavaMagics(line -> (String) call(resolve, stock, line));
      Object ours =
          stock
              .getClass()
              .getConstructor(String.class, String.class, MagicTranspiler.class)
              .newInstance("", CELL_MAGIC, magics);
      Field pattern = PrivateField.of(stock.getClass(), LINE_PATTERN);
      pattern.setAccessible(true);
      pattern.set(ours, WHOLE_CELL);
      resolver.set(kernel, ours);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  @Override
  public String transpileLine(ParsedLineMagic wholeCell) {
    try {
      return replaceIn((String) PrivateField.value(wholeCell, SOURCE), magic);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String transpileCell(ParsedCellMagic cell) {
    return orNothing(super.transpileCell(cell));
  }

  /**
   * The source with its magics replaced.
   *
   * @param magic gives the Java for a line that begins with {@code %}
   */
  static String replaceIn(String source, UnaryOperator<String> magic) {
    StringBuilder replaced = new StringBuilder();
    JavaSource java = new JavaSource(source);
    int copied = 0;
    boolean expressionMayEnd = false;
    for (int at = java.advance(); at >= 0; at = java.advance()) {
      if (!expressionMayEnd && beginsMagic(source, at, java)) {
        boolean isValue = java.foundBefore().equals("=");
        int end = JavaSource.endOfLine(source, at);
        String call = magic.apply(source.substring(at, end));
        replaced.append(source, copied, at).append(isValue ? call : orNothing(call));
        copied = end;
        java.continueAfterStatement(end);
      }
      expressionMayEnd = java.expressionMayEnd();
    }
    return replaced.append(source, copied, source.length()).toString();
  }

  private static boolean beginsMagic(String source, int at, JavaSource java) {
    if (source.charAt(at) != '%' || at + 1 == source.length() || !isWord(source.charAt(at + 1))) {
      return false;
    }
    int lineStart = Math.max(source.lastIndexOf('\n', at), source.lastIndexOf('\r', at)) + 1;
    return java.foundBefore().equals("=") || source.substring(lineStart, at).isBlank();
  }

  private static boolean isWord(char character) {
    return character == '_' || (character < 128 && Character.isLetterOrDigit(character));
  }

  /** A magic that gives nothing shows nothing, while a value that is null is shown. */
  private static String orNothing(String call) {
    return "java.util.Objects.<Object>requireNonNullElse(%s, %s);"
        .formatted(call.replaceFirst(";\\z", ""), NO_RESULT);
  }

  private static Object call(Method method, Object owner, Object argument) {
    try {
      return method.invoke(owner, argument);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
