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
}
