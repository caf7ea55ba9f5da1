package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which lines of a cell are magics; that the kernel asks is tested in tests/test_answers.py. */
class JavaMagicsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "String form = \"\"\"\n    Digits: %d\n    %d of %d right\n    \"\"\";",
        "int seconds = 3600\n    %60;",
        "int seconds = hours()\n  %sixty;",
        "int seconds = all[2]\n  %sixty;",
        "int rest = count++\n  %3;",
        "int rest = 0x1F\n\n  %3;",
        "int rest = switch (day) { case 1 -> 30; default -> (31); }\n  %7;",
        "int rest = (total // all of them\n  /* without\n %these */\n  %7);",
        "String form = \"\"\"\n  a \\\"\"\" b\n  %s\n  \"\"\";",
        "String form = \"\"\"\n  width=%5d\n  \"\"\" + \"\"\"\n  %x\n\"\"\";",
        "String form = \"\\\\\" + \"width=%5d\";",
        "String form = \"it's\" + '\"' + \"a=%d\";",
        "char quote = '\"'; int rest = total\n  %seven; char other = '\"';",
        "// %maven is a magic\nint a = 1;",
        "/*\n %maven a:b:c\n*/",
        "int rest = 5 %3;",
        "String form = \"\"\"\n%d\n",
      })
  void javaStaysJava(String cell) {
    assertThat(replaced(cell)).isEqualTo(cell);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%load a.jshell",
        "\n  %load a.jshell",
        "int a = 1;\n%load a.jshell",
        "int a = 1; // 60 %\n%load a.jshell\nint b = 2;",
        "%maven a:b:\"c d\n%load a.jshell\nint b = 2\n  %7;",
        "for (int i = 0; i < 2; i++) {\n  %load a.jshell\n}",
        "for (int i = 0; i < 2; i++)\n  %load a.jshell\n",
        "if (isThere(file))\n  %load a.jshell\nelse\n  %load a.jshell",
        "void load() {\n}\n%load a.jshell",
        "switch (day) { default: }\n%load a.jshell",
        "String form = \"\"\"\n  %s\n  \"\"\";\r\n%load a.jshell\r\nint a;",
      })
  void magicAtTheBeginningOfAStatementIsReplaced(String cell) {
    assertThat(replaced(cell)).contains("«%load a.jshell»").doesNotContain("\n%load");
  }

  @Test
  void onlyMagicsAreReplaced() {
    assertThat(
            JavaMagics.replaceIn(
                "int a = 7\n  %5;\n%time a\nString b = \"\"\"\n %d\n\"\"\";", line -> "m();"))
        .isEqualTo(
            "int a = 7\n  %5;\n"
                + "java.util.Objects.<Object>requireNonNullElse(m(), \"\\\"__NO_MAGIC_RETURN\\\"\");"
                + "\nString b = \"\"\"\n %d\n\"\"\";");
  }

  @Test
  void valueOfAMagicIsAssignedAsItIs() {
    assertThat(JavaMagics.replaceIn("List<String> jars = %jars *.jar", line -> "m();"))
        .isEqualTo("List<String> jars = m();");
  }

  @Test
  void unknownKernelStaysAsItIs() {
    assertThat(JavaMagics.use(null)).isFalse();
  }

  private static String replaced(String cell) {
    return JavaMagics.replaceIn(cell, line -> "«" + line + "»");
  }
}
