package digitlab.notebook;

import digitlab.settings.LabException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The output of a notebook's cell.
 *
 * <p>JJava and IJava offer the same two methods under different names; whichever class is there is
 * used by reflection, so that the library runs under either, and without any. Both render the lab's
 * types: JJava through {@link DigitLabExtension}, IJava through {@link IJavaRenderers}.
 */
final class KernelDisplay extends Display {
  private static final List<Kernel> KERNELS =
      List.of(
          new Kernel(
              "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics",
              "org.dflib.jjava.jupyter.kernel.BaseKernel",
              "notebookKernel",
              kernel -> true), // it has loaded DigitLabExtension by itself
          new Kernel(
              "io.github.spencerpark.ijava.runtime.Display",
              "io.github.spencerpark.ijava.IJava",
              "getKernelInstance",
              IJavaRenderers::register));

  /** Stands for a kernel that does not say whether it runs: it is taken for one that does. */
  private static final Object UNKNOWN = new Object();

  private static final String[] HTML = {"text/html"};
  private static final String[] HTML_AND_TEXT = {"text/html", "text/plain"};

  private final Method display;
  private final Method update;
  private final boolean rendersViews;
  private final Object kernel;

  /**
   * A kernel of the IJava line.
   *
   * @param statics its class with {@code display} and {@code updateDisplay}
   * @param owner its class that knows the running kernel
   * @param instance that class's method which gives it
   * @param rendersViews makes sure that the running kernel renders views, if it can be made to
   */
  private record Kernel(
      String statics, String owner, String instance, Predicate<Object> rendersViews) {
    /** The running kernel; null if it says that it does not run, or misses its own jars. */
    Object running(ClassLoader loader) {
      try {
        return Class.forName(owner, true, loader).getMethod(instance).invoke(null);
      } catch (InvocationTargetException | LinkageError e) {
        return null;
      } catch (ReflectiveOperationException e) {
        return UNKNOWN;
      }
    }
  }

  private KernelDisplay(Class<?> statics, boolean rendersViews, Object kernel)
      throws NoSuchMethodException {
    this.kernel = kernel;
    display = statics.getMethod("display", Object.class, String[].class);
    update = statics.getMethod("updateDisplay", String.class, Object.class, String[].class);
    this.rendersViews = rendersViews;
  }

  /** The output of the kernel that runs in this process, if one does. */
  static Optional<Display> running(ClassLoader loader) {
    for (Kernel kernel : KERNELS) {
      try {
        Class<?> statics = Class.forName(kernel.statics(), true, loader);
        Object running = kernel.running(loader);
        if (running != null) {
          return Optional.of(
              new KernelDisplay(statics, kernel.rendersViews().test(running), running));
        }
      } catch (ClassNotFoundException | NoSuchMethodException e) {
        continue;
      }
    }
    return Optional.empty();
  }

  @Override
  boolean showsPictures() {
    return true;
  }

  /** Both kernels count their cells, in a field of the same name that is not public. */
  @Override
  int cell() {
    for (Class<?> type = kernel.getClass(); type != null; type = type.getSuperclass()) {
      try {
        Field count = PrivateField.of(type, "executionCount");
        return ((Number) PrivateField.value(kernel, count)).intValue();
      } catch (NoSuchFieldException e) {
        continue; // a class above may have it
      } catch (ReflectiveOperationException | RuntimeException e) {
        return 0;
      }
    }
    return 0;
  }

  @Override
  void show(View view) {
    call(display, content(view), types());
  }

  @Override
  DisplayHandle open(View view) {
    Object id = call(display, content(view), types());
    return new DisplayHandle() {
      @Override
      public void replace(View next) {
        call(update, id, content(next), types());
      }

      @Override
      public void keep(View next) {
        replace(next);
      }
    };
  }

  /** Only where a renderer is registered does a view carry its text along. */
  private Object content(View view) {
    return rendersViews ? view : view.html();
  }

  private String[] types() {
    return rendersViews ? HTML_AND_TEXT : HTML;
  }

  /** The kernel's sockets do not outlive a call on an interrupted thread. */
  private static Object call(Method method, Object... arguments) {
    boolean interrupted = Thread.interrupted();
    try {
      return method.invoke(null, arguments);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new LabException("The notebook's kernel could not show something: " + e.getCause(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
