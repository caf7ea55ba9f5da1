package digitlab.notebook;

import java.util.ArrayList;
import java.util.List;

/**
 * What a cell lacks that ends too early.
 *
 * @param words what is missing
 * @param place the line to look at, and a mark below it
 */
record IncompleteCell(String words, List<String> place) {
  private static final String RED = "\u001b[1m\u001b[31m%s\u001b[0m";

  static IncompleteCell of(String cell) {
    JavaSource java = new JavaSource(cell);
    int end = 0;
    for (int at = java.advance(); at >= 0; at = java.advance()) {
      end = at;
    }
    int last = end;
    return java.unclosed()
        .map(open -> missing(cell, open, java.countOfUnclosed()))
        .orElseGet(() -> endsTooEarly(cell, last, java.found()));
  }

  private static IncompleteCell missing(String cell, JavaSource.Bracket open, int count) {
    String others = count > 1 ? " (%d brackets are open in all)".formatted(count) : "";
    String words =
        "A closing %s is missing: the %s in line %d is not closed%s."
            .formatted(open.closing(), open.opening(), lineNumber(cell, open.position()), others);
    return new IncompleteCell(words, place(cell, open.position()));
  }

  private static IncompleteCell endsTooEarly(String cell, int last, String token) {
    String words = "The cell ends too early: something has to follow %s.".formatted(token);
    return new IncompleteCell(words, place(cell, last));
  }

  private static int lineNumber(String cell, int position) {
    return (int) cell.substring(0, position).chars().filter(each -> each == '\n').count() + 1;
  }

  private static List<String> place(String cell, int position) {
    int start = cell.lastIndexOf('\n', position - 1) + 1;
    String before = cell.substring(start, position).replaceAll("\\S", " ");
    return List.of(
        "|   " + cell.substring(start, JavaSource.endOfLine(cell, position)),
        "    " + before + "^");
  }

  /** The words and the place, as an error is printed. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(RED.formatted(words));
    lines.addAll(place);
    return lines;
  }
}
