package digitlab.notebook;

import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.RenderContext;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;

/**
 * Registers with JJava how things are shown, makes its stop button end trainings, and sees to it
 * that each cell is answered; JJava loads it by itself when it starts.
 */
public final class DigitLabExtension implements Extension {
  private static final long SECONDS_TO_SHUT_DOWN = 1;

  private KernelWatch watch;

  @Override
  public void install(BaseKernel kernel) {
    NativeStart.begin();
    KernelCompiler.shellOf(kernel).ifPresent(NameIndex::use);
    register(kernel.getRenderer());
    ParentProcess.endWithIt();
    KernelStopButton.use(kernel);
    DescribedExceptions.use(kernel);
    if (!JavaMagics.use(kernel)) {
      System.err.println(
          "This kernel is not the one that requirements.txt names: it takes lines of text blocks "
              + "and expressions that begin with % for magics. Delete .venv and run ./lab again.");
    }
    CellValues values = CellValues.of(kernel);
    MemoryFault.use(values);
    watch = KernelWatch.start(PrintedOutput.use(kernel), values);
  }

  static void register(Renderer renderer) {
    for (Class<?> type : Views.types()) {
      renderer
          .createRegistration(type)
          .preferring(MIMEType.TEXT_HTML)
          .supporting(MIMEType.TEXT_PLAIN)
          .register(DigitLabExtension::render);
    }
    renderer
        .createRegistration(Object.class)
        .onType(CharSequence.class) // for which the kernel has a way of its own
        .preferring(MIMEType.TEXT_PLAIN)
        .register(DigitLabExtension::describe);
  }

  private static void render(Object thing, RenderContext context) {
    View view = Views.of(thing);
    context.renderIfRequested(MIMEType.TEXT_HTML, view::html);
    // Always along: reports, terminals and screen readers fall back on it.
    context.getOutputContainer().putText(view.text());
  }

  /** The kernel itself would not survive a text that cannot be made. */
  private static void describe(Object thing, RenderContext context) {
    context.getOutputContainer().putText(Views.of(thing).text());
  }

  /** ND4J's threads would keep the process alive for a minute after the kernel has ended. */
  @Override
  public void uninstall(BaseKernel kernel) {
    if (watch != null) {
      watch.stop();
    }
    Thread exit =
        new Thread(
            () -> {
              try {
                Thread.sleep(SECONDS_TO_SHUT_DOWN * 1000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              Runtime.getRuntime().halt(0);
            },
            "digitlab-exit");
    exit.setDaemon(true);
    exit.start();
  }
}
