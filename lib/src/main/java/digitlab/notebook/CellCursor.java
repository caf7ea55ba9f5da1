package digitlab.notebook;

/**
 * A name in the code of a cell, and the call that it begins.
 *
 * @param code of the cell
 * @param start where the name begins
 * @param end behind the name; the same as {@code start} where there is none
 */
record CellCursor(String code, int start, int end) {
  /** The name at a place, which may be behind its last letter. */
  static CellCursor at(String code, int place) {
    int start = place;
    while (start > 0 && Character.isJavaIdentifierPart(code.charAt(start - 1))) {
      start--;
    }
    int end = place;
    while (end < code.length() && Character.isJavaIdentifierPart(code.charAt(end))) {
      end++;
    }
    return new CellCursor(code, start, end);
  }

  String name() {
    return code.substring(start, end);
  }

  boolean isMember() {
    return code.substring(0, start).stripTrailing().endsWith(".");
  }

  /** Where the parenthesis of the call stands; -1 if the name is not called. */
  int parenthesis() {
    int place = end;
    while (place < code.length() && Character.isWhitespace(code.charAt(place))) {
      place++;
    }
    return end > start && place < code.length() && code.charAt(place) == '(' ? place : -1;
  }

  /** The arguments of the call that are written down. */
  Arguments arguments() {
    String plain = JavaText.withoutWords(code);
    int open = parenthesis();
    int depth = 0;
    int last = open + 1;
    int commas = 0;
    for (int i = open + 1; i < plain.length(); i++) {
      char letter = plain.charAt(i);
      if (letter == ')' && depth == 0) {
        boolean none = plain.substring(open + 1, i).isBlank();
        return new Arguments(none ? 0 : commas + 1, last, true);
      } else if ("([{".indexOf(letter) >= 0) {
        depth++;
      } else if (")]}".indexOf(letter) >= 0) {
        depth--;
      } else if (letter == ',' && depth == 0) {
        commas++;
        last = i + 1;
      }
    }
    return new Arguments(commas, last, false);
  }

  /**
   * @param count how many there are
   * @param last where the last of them begins
   * @param closed whether the parenthesis is closed behind them
   */
  record Arguments(int count, int last, boolean closed) {}
}
