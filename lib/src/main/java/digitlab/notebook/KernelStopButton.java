package digitlab.notebook;

import digitlab.train.StopButton;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * The stop button of a notebook.
 *
 * <p>On an interrupt JJava cancels the cells that run: it reports an error at once and leaves their
 * threads alone. While a training is connected, each of them is wrapped so that it cannot be
 * cancelled and the training is asked to stop instead; so the cell ends as any other.
 *
 * <p>The kernel has no public way to its running cells: they are found in private fields, which
 * another version may not have. {@link #fault} says so, for {@code ./lab doctor}.
 */
public final class KernelStopButton implements StopButton {
  private static final long LONGEST_WAIT_NANOS = 1_000_000_000L;

  private static final String KERNEL = "org.dflib.jjava.kernel.JavaKernel";
  private static final String EVALUATOR = "getEvaluator";
  private static final String CONTROL = "execControl";
  private static final String RUNNING = "running";

  /** The kernel's own map of running cells; null without a kernel. */
  private static volatile Map<String, Future<Object>> cells;

  /**
   * Finds the running cells of a JJava kernel, which offers no other way to them.
   *
   * @return whether they were found; if not, the stop button stays as the kernel has it
   */
  static boolean use(Object kernel) {
    cells = null;
    try {
      Object evaluator = kernel.getClass().getMethod(EVALUATOR).invoke(kernel);
      cells = mapIn(PrivateField.value(evaluator, CONTROL), RUNNING);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another version of the kernel: trainings stop there, too, but the cell ends with an error.
      return false;
    }
  }

  /**
   * Looks whether the running cells of the kernel on the class path can be found, without starting
   * it.
   *
   * @return what is missing in the kernel's classes; empty if nothing is
   */
  public static Optional<String> fault(ClassLoader loader) {
    try {
      Class<?> kernel = Class.forName(KERNEL, false, loader);
      Class<?> evaluator = kernel.getMethod(EVALUATOR).getReturnType();
      Class<?> control = PrivateField.of(evaluator, CONTROL).getType();
      Class<?> running = PrivateField.of(control, RUNNING).getType();
      return running.isAssignableFrom(Map.class)
          ? Optional.empty()
          : Optional.of("%s.%s is no Map".formatted(control.getName(), RUNNING));
    } catch (ClassNotFoundException | NoClassDefFoundError e) {
      return Optional.of("there is no class " + e.getMessage());
    } catch (NoSuchMethodException e) {
      return Optional.of("%s has no method %s".formatted(KERNEL, EVALUATOR));
    } catch (NoSuchFieldException e) {
      return Optional.of(e.getMessage());
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Future<Object>> mapIn(Object owner, String name)
      throws ReflectiveOperationException {
    return (Map<String, Future<Object>>) PrivateField.value(owner, name);
  }

  @Override
  public Connection connect(Runnable pressed) {
    Map<String, Future<Object>> running = cells;
    if (running == null) {
      return () -> {};
    }
    awaitThisCell(running);
    running.replaceAll((id, cell) -> new Training(cell, pressed));
    return () ->
        running.replaceAll((id, cell) -> cell instanceof Training training ? training.cell : cell);
  }

  /** The kernel starts a cell first and notes it in its map then: a quick cell is here before. */
  private static void awaitThisCell(Map<String, Future<Object>> running) {
    long start = System.nanoTime();
    while (running.isEmpty() && System.nanoTime() - start < LONGEST_WAIT_NANOS) {
      LockSupport.parkNanos(100_000);
    }
  }

  /** A cell in which a training runs. */
  private static final class Training implements Future<Object> {
    private final Future<Object> cell;
    private final Runnable pressed;

    Training(Future<Object> cell, Runnable pressed) {
      this.cell = cell;
      this.pressed = pressed;
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
      pressed.run();
      return false;
    }

    @Override
    public boolean isCancelled() {
      return cell.isCancelled();
    }

    @Override
    public boolean isDone() {
      return cell.isDone();
    }

    @Override
    public Object get() throws InterruptedException, ExecutionException {
      return cell.get();
    }

    @Override
    public Object get(long time, TimeUnit unit)
        throws InterruptedException, ExecutionException, TimeoutException {
      return cell.get(time, unit);
    }
  }
}
