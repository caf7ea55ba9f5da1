package digitlab.notebook;

import digitlab.backend.LabException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;

/**
 * Where views appear: the notebook of a kernel of the IJava line, or the terminal.
 *
 * <p>JJava and IJava offer the same two methods under different names; whichever class is there is
 * used by reflection, so that the library runs under either, and without any.
 */
abstract class Screen {
  /** The classes that offer {@code display} and {@code updateDisplay}: JJava's, then IJava's. */
  private static final List<String> KERNELS =
      List.of(
          "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics",
          "io.github.spencerpark.ijava.runtime.Display");

  private static final Screen CURRENT = find(Screen.class.getClassLoader());

  /** The screen of this process. */
  static Screen current() {
    return CURRENT;
  }

  /** Shows a view. */
  abstract void show(View view);

  /** Opens an area whose content can be replaced. */
  abstract Area open(View view);

  /** A place on the screen whose content can be replaced. */
  interface Area {
    /** Puts another view in the place of the last one. */
    void replace(View view);
  }

  static Screen find(ClassLoader loader) {
    for (String name : KERNELS) {
      try {
        return new KernelScreen(Class.forName(name, true, loader));
      } catch (ClassNotFoundException | NoSuchMethodException e) {
        continue;
      }
    }
    return new Terminal();
  }

  /** The output of a notebook's cell. */
  private static final class KernelScreen extends Screen {
    private static final String[] HTML = {"text/html"};

    private final Method display;
    private final Method update;
    private final boolean rendersViews;

    KernelScreen(Class<?> statics) throws NoSuchMethodException {
      display = statics.getMethod("display", Object.class, String[].class);
      update = statics.getMethod("updateDisplay", String.class, Object.class, String[].class);
      rendersViews = statics.getName().equals(KERNELS.get(0));
    }

    @Override
    void show(View view) {
      call(display, content(view), types());
    }

    @Override
    Area open(View view) {
      Object id = call(display, content(view), types());
      return next -> call(update, id, content(next), types());
    }

    /** Only where the extension has registered a renderer does a view carry its text along. */
    private Object content(View view) {
      return rendersViews ? view : view.html();
    }

    private Object types() {
      return rendersViews ? new String[] {"text/html", "text/plain"} : HTML;
    }

    private static Object call(Method method, Object... arguments) {
      try {
        return method.invoke(null, arguments);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new LabException(
            "The notebook's kernel could not show something: " + e.getCause(), e);
      }
    }
  }

  /** Standard output. */
  private static final class Terminal extends Screen {
    @Override
    void show(View view) {
      System.out.println(view.text());
    }

    @Override
    Area open(View view) {
      show(view);
      return this::show;
    }
  }
}
