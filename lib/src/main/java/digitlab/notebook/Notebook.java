package digitlab.notebook;

/** What a notebook's cells call: {@code import static digitlab.notebook.Notebook.show;}. */
public final class Notebook {
  private Notebook() {}

  /**
   * Shows a chart, table, picture, network, history or evaluation in the middle of a cell; anything
   * else as text.
   */
  public static void show(Object thing) {
    Display.current().show(Views.of(thing));
  }
}
