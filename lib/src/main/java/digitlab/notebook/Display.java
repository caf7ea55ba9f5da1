package digitlab.notebook;

/** Where views appear: the notebook of a kernel of the IJava line, or the terminal. */
abstract class Display {
  /**
   * The output of this process: the notebook's if a kernel runs in it, else the terminal. A
   * kernel's classes may be there without one, in an IDE or a program of one's own.
   */
  static Display current() {
    return find(Display.class.getClassLoader());
  }

  static Display find(ClassLoader loader) {
    return KernelDisplay.running(loader).orElseGet(TerminalDisplay::current);
  }

  /** Whether the HTML of a view is seen here, or only its text. */
  abstract boolean showsPictures();

  /** The number of the cell that runs; 0 where there are none, or nobody knows. */
  int cell() {
    return 0;
  }

  /** Shows a view. */
  abstract void show(View view);

  /** Shows a view in a place whose content can be replaced. */
  abstract DisplayHandle open(View view);
}
