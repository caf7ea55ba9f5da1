package digitlab.notebook;

import java.util.regex.Pattern;

/** The text of Java code. */
final class JavaText {
  private static final Pattern WORDS =
      Pattern.compile(
          "//[^\n]*|/\\*.*?\\*/|\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])+'",
          Pattern.DOTALL);
  private static final Pattern IMPORT = Pattern.compile("(?m)^\\s*import\\s[^;\n]*;");
  private static final Pattern PACKAGES = Pattern.compile("\\b(?:[a-z_]\\w*\\.)+(?=[A-Z])");

  private JavaText() {}

  /** Code of the same length without comments and with zeros for strings. */
  static String withoutWords(String code) {
    return WORDS
        .matcher(code)
        .replaceAll(
            text -> (text.group().startsWith("/") ? " " : "0").repeat(text.group().length()));
  }

  /** Code of the same length without imports. */
  static String withoutImports(String code) {
    return IMPORT.matcher(code).replaceAll(line -> " ".repeat(line.group().length()));
  }

  /** Code with the simple names of classes. */
  static String withoutPackages(String code) {
    return PACKAGES.matcher(code).replaceAll("");
  }
}
