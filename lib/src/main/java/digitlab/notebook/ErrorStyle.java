package digitlab.notebook;

import java.util.List;

/** How the kernel colours its errors. */
interface ErrorStyle {
  /** A sentence about what is wrong. */
  String words(String sentence);

  /** The lines of some code in which a part is wrong, marked; all lines if the part is empty. */
  List<String> place(String code, int start, int end);
}
