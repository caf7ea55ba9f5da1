package digitlab.notebook;

import java.io.Console;

/**
 * Standard output. On a terminal a place whose content is replaced is a line that is written again.
 */
final class TerminalDisplay extends Display {
  /** Back to the beginning of the line, empty it, and let no long line run into the next. */
  private static final String AGAIN = "\r\u001b[K\u001b[?7l";

  private static final String WRAP_AGAIN = "\u001b[?7h";
  private static final TerminalDisplay CURRENT = new TerminalDisplay(isInteractive());

  private final boolean interactive;
  private boolean lineIsOpen;

  TerminalDisplay(boolean interactive) {
    this.interactive = interactive;
  }

  static TerminalDisplay current() {
    return CURRENT;
  }

  @Override
  boolean showsPictures() {
    return false;
  }

  @Override
  void show(View view) {
    if (lineIsOpen) {
      System.out.println();
      lineIsOpen = false;
    }
    System.out.println(view.text());
  }

  @Override
  DisplayHandle open(View view) {
    DisplayHandle handle =
        new DisplayHandle() {
          @Override
          public void replace(View next) {
            if (interactive) {
              System.out.print(AGAIN + firstLine(next) + WRAP_AGAIN);
              System.out.flush();
              lineIsOpen = true;
            }
          }

          @Override
          public void keep(View next) {
            System.out.println(
                interactive ? AGAIN + firstLine(next) + WRAP_AGAIN : firstLine(next));
            lineIsOpen = false;
          }
        };
    handle.replace(view);
    return handle;
  }

  private static String firstLine(View view) {
    return view.text().lines().findFirst().orElse("");
  }

  /** Newer Javas have a console even without a terminal, and a method that says which. */
  private static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }
}
