package digitlab.notebook;

import io.github.spencerpark.jupyter.kernel.display.RenderContext;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;

/**
 * How IJava shows the lab's types: as {@link DigitLabExtension} for JJava. IJava loads no
 * extensions, so this is called when the library first finds it.
 */
final class IJavaRenderers {
  private static Object registeredWith;

  private IJavaRenderers() {}

  /**
   * Registers the renderers, once for each kernel.
   *
   * @return whether the kernel has them now; an unknown one has not
   */
  static synchronized boolean register(Object kernel) {
    if (kernel == registeredWith) {
      return true;
    }
    try {
      register((Renderer) kernel.getClass().getMethod("getRenderer").invoke(kernel));
      registeredWith = kernel;
      return true;
    } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
      // Another version: what is shown by show() is sent as plain HTML then.
      return false;
    }
  }

  static void register(Renderer renderer) {
    for (Class<?> type : Views.types()) {
      renderer
          .createRegistration(type)
          .preferring(MIMEType.TEXT_HTML)
          .supporting(MIMEType.TEXT_PLAIN)
          .register(IJavaRenderers::render);
    }
    renderer
        .createRegistration(Object.class)
        .onType(CharSequence.class)
        .preferring(MIMEType.TEXT_PLAIN)
        .register(IJavaRenderers::describe);
  }

  private static void describe(Object thing, RenderContext context) {
    context.getOutputContainer().putText(Views.of(thing).text());
  }

  private static void render(Object thing, RenderContext context) {
    View view = Views.of(thing);
    context.renderIfRequested(MIMEType.TEXT_HTML, view::html);
    context.getOutputContainer().putText(view.text());
  }
}
