package digitlab.notebook;

import static j2html.TagCreator.pre;

/** Plain text. */
final class TextView {
  private TextView() {}

  static View of(String text) {
    return new View(pre(text).render(), text);
  }
}
