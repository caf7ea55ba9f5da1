package digitlab.notebook;

import digitlab.settings.LabException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Callable;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads on which cells run, with a description for each exception that leaves a cell.
 *
 * <p>The kernel asks an exception for its message. If that fails the exception is lost, and the
 * cell ends as if nothing had happened; so another one that says so takes its place.
 */
final class DescribedExceptions extends ThreadPoolExecutor {
  private static final long SECONDS_TO_KEEP_A_THREAD = 60;

  private final StoppedCells stopped = new StoppedCells();

  private DescribedExceptions(ThreadFactory threads) {
    super(
        0,
        Integer.MAX_VALUE,
        SECONDS_TO_KEEP_A_THREAD,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        threads);
  }

  /**
   * Makes a JJava kernel run its cells here, before it runs the first.
   *
   * @return whether it could be made to; another version loses such exceptions as before
   */
  static boolean use(Object kernel) {
    try {
      Object evaluator = kernel.getClass().getMethod("getEvaluator").invoke(kernel);
      Object control = PrivateField.value(evaluator, "execControl");
      Field executor = PrivateField.of(control.getClass(), "executor");
      var stock = (ThreadPoolExecutor) PrivateField.value(control, executor);
      executor.set(control, new DescribedExceptions(stock.getThreadFactory()));
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }

  @Override
  protected void beforeExecute(Thread thread, Runnable cell) {
    stopped.begin(cell);
  }

  @Override
  protected void afterExecute(Runnable cell, Throwable thrown) {
    stopped.end(cell);
  }

  @Override
  protected <T> RunnableFuture<T> newTaskFor(Callable<T> cell) {
    return super.newTaskFor(
        () -> {
          try {
            return cell.call();
          } catch (InvocationTargetException e) {
            throw new InvocationTargetException(described(e.getCause()));
          }
        });
  }

  static Throwable described(Throwable thrown) {
    try {
      describe(thrown);
      return MemoryFault.words(thrown).map(words -> instead(thrown, words)).orElse(thrown);
    } catch (Exception | Error e) {
      return instead(thrown, Views.cannotBeShown(thrown, e));
    }
  }

  private static Throwable instead(Throwable thrown, String words) {
    LabException instead = new LabException(words);
    instead.setStackTrace(thrown.getStackTrace());
    return instead;
  }

  /** Asks for all that the kernel will ask for. */
  private static void describe(Throwable thrown) {
    String.valueOf(thrown.getMessage());
    thrown.getStackTrace();
    if (thrown.getCause() != null) {
      describe(thrown.getCause());
    }
  }
}
