package digitlab.notebook;

/** Where views appear: the notebook of a kernel of the IJava line, or the terminal. */
abstract class Screen {
  /**
   * The screen of this process: the notebook's if a kernel runs in it, else the terminal. A
   * kernel's classes may be there without one, in an IDE or a program of one's own.
   */
  static Screen current() {
    return find(Screen.class.getClassLoader());
  }

  static Screen find(ClassLoader loader) {
    return KernelScreen.running(loader).orElseGet(Terminal::current);
  }

  /** Whether the HTML of a view is seen here, or only its text. */
  abstract boolean showsPictures();

  /** Shows a view. */
  abstract void show(View view);

  /** Opens an area whose content can be replaced. */
  abstract Area open(View view);

  /** A place on the screen whose content can be replaced. */
  interface Area {
    /** Puts another view in the place of the last one, for a moment. */
    void replace(View view);

    /** Puts another view in the place of the last one, to stay if none follows. */
    void keep(View view);
  }
}
