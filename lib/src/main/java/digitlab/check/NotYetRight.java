package digitlab.check;

/**
 * An answer that is missing or not right yet. The message is for the student and is all there is:
 * where in the lab's code it was thrown would only distract.
 */
public final class NotYetRight extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotYetRight(String message) {
    super(message, null, false, false);
  }
}
