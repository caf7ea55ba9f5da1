package digitlab.study;

/**
 * Who published a figure, and where.
 *
 * @param authors as they are named there; empty if nobody is
 * @param title of the text in quotation marks, or what it is about where its title is not known
 * @param medium what kind of text it is and where or when it appeared; and which of author and date
 *     it does not state
 * @param remark what a reader of the figures should know besides; empty if there is nothing
 */
public record Source(String authors, String title, String medium, String remark) {
  /** Who, what, where and when, as far as it is known; and plainly what is not. */
  public String citation() {
    String who = authors.isEmpty() ? "" : authors + ", ";
    return who + title + ", " + medium;
  }

  /** The citation and the remark, in a sentence. */
  @Override
  public String toString() {
    return citation() + (remark.isEmpty() ? "" : "; " + remark);
  }
}
