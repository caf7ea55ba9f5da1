package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of names that the compiler misses. */
class CompilerMessagesTest {
  /** Brackets around what is wrong. */
  private static final class Plain implements ErrorStyle {
    @Override
    public String words(String sentence) {
      return sentence;
    }

    @Override
    public List<String> place(String code, int start, int end) {
      String wrong = code.substring(start, end);
      return List.of(code.substring(0, start) + "[" + wrong + "]" + code.substring(end));
    }
  }

  private static JShell shell;
  private static CellSnippets snippets;
  private static CompilerMessages messages;

  @BeforeAll
  static void start() {
    shell = JShell.builder().executionEngine("local").build();
    snippets = CellSnippets.of(shell);
    messages = new CompilerMessages(shell, new Plain());
    run("import java.util.*;");
  }

  @AfterAll
  static void end() {
    shell.close();
  }

  private static void run(String cell) {
    snippets.clear();
    CompletionInfo info = shell.sourceCodeAnalysis().analyzeCompletion(cell);
    while (info.completeness().isComplete() && snippets.rejected().isEmpty()) {
      shell.eval(info.source());
      info = shell.sourceCodeAnalysis().analyzeCompletion(info.remaining());
    }
  }

  private static String error(String cell) {
    run(cell);
    return messages.mistyped(snippets.incomplete()).map(CellError::message).orElse("");
  }

  private static List<String> remarks(String cell) {
    assertThat(error(cell)).isEmpty();
    return snippets.incomplete().stream().map(messages::remark).toList();
  }

  private static String called(String cell) {
    run(cell);
    CellError error = messages.called(snippets.calledIncomplete().orElseThrow());
    assertThat(error.lines()).containsExactly(error.message());
    return error.message();
  }

  private static Optional<CellError> rejected(String cell, String... told) {
    run(cell);
    return messages.rejected(snippets.rejected().orElseThrow().snippet(), List.of(told));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "double share(int right, int all) { /* rigth */ return 100.0 * rigth / all; } | rigth | right",
        "int local() { int count = 1; return coutn; } | coutn | count",
        "class Box { int width; int area() { return widht * widht; } } | widht | width",
        "enum Kind { ONE; int weight = 1; int twice() { return 2 * wieght; } } | wieght | weight",
        "Object list(ArrayLsit<String> names) { return names; } | ArrayLsit | ArrayList",
        "int umlaut(int größe) { return gröse; } | gröse | größe",
        "class Own extends ArrayLits<String> { } | ArrayLits | ArrayList",
      })
  void aTypingMistakeInADefinitionIsAnErrorThatNamesBoth(String code, String typed, String meant) {
    assertThat(error(code))
        .isEqualTo("cannot find `%s` (did you mean `%s`?)".formatted(typed, meant));
  }

  @Test
  void theErrorShowsTheLineOfTheMistake() {
    run("int shown(int right) {\n  // rigth, too: \"rigth\"\n  return rigth;\n}");
    CellError error = messages.mistyped(snippets.incomplete()).orElseThrow();
    assertThat(error.lines())
        .containsExactly(
            "int shown(int right) {\n  // rigth, too: \"rigth\"\n  return [rigth];\n}",
            "cannot find `rigth` (did you mean `right`?)",
            "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int first() { return second(); } int second() { return 2; }",
        "int early() { return late; } int late = 3;",
        "class Car { Wheel wheel; } class Wheel { Car car; }",
        "class Dog extends Animal { } class Animal { }",
      })
  void whatTheCellItselfDefinesLaterIsNoFault(String code) {
    assertThat(remarks(code)).isEmpty();
  }

  @Test
  void aNameOfALaterCellIsARemark() {
    assertThat(remarks("int sum() { return part() + rest; }"))
        .containsExactly(
            "sum is not complete: cannot find `part`, cannot find `rest`. "
                + "Run the cell that defines it before you use sum.");
    assertThat(called("sum()"))
        .isEqualTo("sum cannot be used: cannot find `part`, cannot find `rest`");
    assertThat(remarks("int part() { return 1; } int rest = 2;")).isEmpty();
    run("int three = sum();");
    assertThat(shell.varValue(shell.variables().reduce((a, b) -> b).orElseThrow())).isEqualTo("3");
  }

  @Test
  void aNameThatDiffersByItsEndingMayBeOfALaterCell() {
    assertThat(remarks("double mean(double[] value) { return values.length; }"))
        .containsExactly(
            "mean is not complete: cannot find `values` (did you mean `value`?). "
                + "Run the cell that defines it before you use mean.");
  }

  @Test
  void aClassThatLacksItsSuperclassSaysSoWhereItIsUsed() {
    assertThat(remarks("class Leaf extends Tree { }")).hasSize(1);
    assertThat(rejected("new Leaf()").orElseThrow().message())
        .isEqualTo("`Leaf` is not complete: cannot find `Tree`");
    assertThat(remarks("record Pair(Half one, Leaf leaf) { }"))
        .containsExactly(
            "Pair is not complete: cannot find `Half`, cannot find `Tree`. "
                + "Run the cell that defines it before you use Pair.");
  }

  @Test
  void classesThatLackEachOtherNameWhatBothLack() {
    assertThat(remarks("class Egg { Hen hen; } class Hen { Egg egg; Farm farm; }")).hasSize(2);
    assertThat(rejected("new Egg()").orElseThrow().message())
        .isEqualTo("`Egg` is not complete: cannot find `Farm`");
  }

  @Test
  void aMethodThatNoLongerFitsItsVariableSaysWhy() {
    assertThat(remarks("int size = 3; int twice() { return 2 * size; }")).isEmpty();
    String why =
        "bad operand types for binary operator '*', "
            + "first type:  int, second type: java.lang.String";
    assertThat(remarks("String size = \"three\";"))
        .containsExactly("twice is not complete: " + why + ". Change it, and run its cell again.");
    assertThat(called("twice()")).isEqualTo("twice cannot be used: " + why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "int far = Math.absolut(1); | cannot find `absolut`",
        "int long1 = \"a\".lenght(); | cannot find `lenght` (did you mean `length`?)",
        "void print() { Sytem.out.println(); } | cannot find `Sytem` (did you mean `System`?)",
        "int lambda(int right) { return Optional.of(1).map(x -> x + rihgt).get(); }"
            + "| cannot find `rihgt` (did you mean `right`?)",
        "int größe = 3; int doppelt = 2 * gröse; | cannot find `gröse` (did you mean `größe`?)",
        "Strng text = null; | cannot find `Strng` (did you mean `String`?)",
        "Runnable run = () -> nobody.run(); | cannot find `nobody`",
        "for (int index = 0; index < 2; index++) { System.out.println(idnex); }"
            + "| cannot find `idnex` (did you mean `index`?)",
      })
  void statementsSayWhatTheyMissInOneLine(String code, String message) {
    assertThat(rejected(code).orElseThrow().message()).isEqualTo(message);
  }

  @Test
  void aNameThatIsMissingThriceIsToldOnceAndOtherComplaintsStay() {
    CellError error =
        rejected(
                "int[] all = {none, none, \"a\", none};",
                "first",
                "",
                "second",
                "",
                "incompatible types",
                "",
                "third",
                "")
            .orElseThrow();
    assertThat(error.message()).isEqualTo("cannot find `none`");
    assertThat(error.lines()).filteredOn(line -> line.contains("cannot find")).hasSize(1);
    assertThat(error.lines()).contains("incompatible types").doesNotContain("second", "third");
  }

  @Test
  void aComplaintAboutAnythingElseIsLeftToTheKernel() {
    assertThat(rejected("int number = \"a\";", "incompatible types", "")).isEmpty();
    assertThat(rejected("import java.utli.List;", "package does not exist", "")).isEmpty();
  }
}
