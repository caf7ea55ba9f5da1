package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncompleteCellTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "show(max(1, 2);              | A closing ) is missing: the ( in line 1 is not closed.",
        "if (1 > 0 {¶  show(3);¶}     | A closing ) is missing: the ( in line 1 is not closed.",
        "int a = 1;¶int[] b = {1, 2   | A closing } is missing: the { in line 2 is not closed.",
        "int[] b = new int[2          | A closing ] is missing: the [ in line 1 is not closed.",
        "String s = \"\"\"¶   (a;     | A closing \"\"\" is missing: the \"\"\" in line 1 is not closed.",
        "int a; /* (¶ ] and so on     | A closing */ is missing: the /* in line 1 is not closed.",
        "show(\"( [\" + '{' // (      | A closing ) is missing: the ( in line 1 is not closed.",
        "int a =                      | The cell ends too early: something has to follow =.",
        "for (int i : list)           | The cell ends too early: something has to follow ).",
      })
  void whatIsMissingIsNamed(String cell, String words) {
    assertThat(IncompleteCell.of(cell.strip().replace('¶', '\n')).words()).isEqualTo(words.strip());
  }

  @Test
  void innermostOfSeveralBracketsIsNamedWithTheirNumber() {
    assertThat(IncompleteCell.of("class A {\n  void f() {\n    g(1);").words())
        .isEqualTo(
            "A closing } is missing: the { in line 2 is not closed (2 brackets are open in all).");
  }

  @Test
  void placeIsMarkedBelowItsLine() {
    assertThat(IncompleteCell.of("int a;\n\tshow(a;\n").place())
        .containsExactly("|   \tshow(a;", "    \t    ^");
  }
}
