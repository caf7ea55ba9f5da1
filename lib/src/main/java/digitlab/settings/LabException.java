package digitlab.settings;

import java.util.Arrays;

/**
 * A fault that a person can mend: the message says what was expected, what was found, where, and
 * what to do. Its stack trace begins at that person's own line.
 */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    this(message, null);
  }

  public LabException(String message, Throwable cause) {
    super(message, cause);
    setStackTrace(
        Arrays.stream(getStackTrace())
            .dropWhile(frame -> frame.getClassName().startsWith("digitlab."))
            .toArray(StackTraceElement[]::new));
  }
}
