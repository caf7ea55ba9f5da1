package digitlab.study;

/**
 * Where a published figure comes from.
 *
 * @param authors as they are named there; empty if nobody is
 * @param title of the text, or what it is about where its title is not known
 * @param medium what kind of text it is, and where and when it appeared, as far as it says
 * @param remark what a reader of its figures should know; empty if there is nothing
 */
public record Source(String authors, String title, String medium, String remark) {
  /** The source in a sentence: who, what, where and when; and plainly what is not known. */
  public String citation() {
    String who = authors.isEmpty() ? "" : authors + ", ";
    return who + title + ", " + medium + (remark.isEmpty() ? "" : "; " + remark);
  }

  @Override
  public String toString() {
    return citation();
  }
}
