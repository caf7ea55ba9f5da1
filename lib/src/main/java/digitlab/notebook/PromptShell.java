package digitlab.notebook;

import java.lang.reflect.Field;
import java.util.function.LongSupplier;
import org.dflib.jjava.jupyter.channels.Loop;

/**
 * Cells that follow one another are taken up at once.
 *
 * <p>JJava looks for a request twenty times a second, so that each cell of a notebook that is run
 * as a whole waits. Here it looks far oftener for a moment after each request.
 */
final class PromptShell implements LongSupplier {
  private static final String BODY = "loopBody";
  private static final long MILLISECONDS_TO_NEXT_LOOK = 1;
  private static final long NANOS_OF_A_REQUEST = 1_000_000;
  private static final long NANOS_PROMPT = 500_000_000;

  private final LongSupplier stock;
  private long lastRequest = System.nanoTime();

  private PromptShell(LongSupplier stock) {
    this.stock = stock;
  }

  /**
   * Makes the thread that reads the requests do so.
   *
   * @return whether it could be made to; another version waits as before
   */
  static boolean use(Loop thread) {
    try {
      Field body = PrivateField.of(Loop.class, BODY);
      LongSupplier stock = (LongSupplier) PrivateField.value(thread, body);
      body.set(thread, new PromptShell(stock));
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }

  /** Looks for a request and answers it; gives the milliseconds to the next look. */
  @Override
  public long getAsLong() {
    long start = System.nanoTime();
    long milliseconds = stock.getAsLong();
    long end = System.nanoTime();
    if (end - start > NANOS_OF_A_REQUEST) {
      lastRequest = end;
    }
    return end - lastRequest < NANOS_PROMPT ? MILLISECONDS_TO_NEXT_LOOK : milliseconds;
  }
}
