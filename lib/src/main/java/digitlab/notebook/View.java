package digitlab.notebook;

/**
 * Something to be shown.
 *
 * @param html a fragment of HTML that needs no script and no network
 * @param text the same for a plain terminal
 */
public record View(String html, String text) {
  @Override
  public String toString() {
    return text;
  }

  /** The same below a sentence; with an empty one it stays as it is. */
  View below(String sentence) {
    if (sentence.isEmpty()) {
      return this;
    }
    View note = TextView.of(sentence);
    return new View(note.html() + html, note.text() + "\n" + text);
  }
}
