package digitlab.settings;

/**
 * A fault that a person can mend: the message says what was expected, what was found, where, and
 * what to do.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
