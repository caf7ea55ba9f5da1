package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.chart.Curves;
import digitlab.data.Batches;
import digitlab.model.Architectures;
import digitlab.settings.LabException;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import digitlab.train.History;
import digitlab.train.Trainer;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class DisplayTest {
  private static final String IJAVA = "io.github.spencerpark.ijava.runtime.Display";
  private static final String JJAVA = "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics";

  private static final View ONE = new View("<b>one</b>", "one");
  private static final View TWO = new View("<b>two</b>", "two");

  @TempDir Path directory;

  @Test
  void ijavaGetsHtmlAsText() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Display display = Display.find(loader);
      display.show(ONE);

      assertThat(calls(loader, IJAVA)).containsExactly("display <b>one</b> String [text/html]");
    }
  }

  @Test
  void ijavaReplacesInTheSamePlace() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Display.find(loader).open(ONE).replace(TWO);

      assertThat(calls(loader, IJAVA))
          .containsExactly(
              "display <b>one</b> String [text/html]", "update id-1 <b>two</b> String [text/html]");
    }
  }

  @Test
  void jjavaGetsTheViewForBothTypes() throws Exception {
    try (URLClassLoader loader = kernel(JJAVA)) {
      Display.find(loader).open(ONE).replace(TWO);

      assertThat(calls(loader, JJAVA))
          .containsExactly(
              "display one View [text/html, text/plain]",
              "update id-1 two View [text/html, text/plain]");
    }
  }

  @Test
  void jjavaComesFirstWhereBothAreThere() throws Exception {
    kernel(IJAVA).close();
    try (URLClassLoader loader = kernel(JJAVA)) {
      Display.find(loader).show(ONE);

      assertThat(calls(loader, JJAVA)).hasSize(1);
      assertThat(calls(loader, IJAVA)).isEmpty();
    }
  }

  @Test
  void kernelThatFailsIsNamedInTheError() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Display display = Display.find(loader);

      assertThatThrownBy(() -> display.show(new View("fail", "fail")))
          .isInstanceOf(LabException.class)
          .hasMessage(
              "The notebook's kernel could not show something: "
                  + "java.lang.IllegalStateException: no connection");
    }
  }

  @Test
  void withoutAKernelTheTextIsPrinted() {
    Display display = Display.find(ClassLoader.getPlatformClassLoader());

    List<String> lines =
        Printed.by(
            () -> {
              display.show(ONE);
              display.open(ONE).keep(TWO);
            });

    assertThat(lines).containsExactly("one", "two");
    assertThat(display.showsPictures()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    IJAVA + ", io.github.spencerpark.ijava.IJava, getKernelInstance, return null;",
    JJAVA
        + ", org.dflib.jjava.jupyter.kernel.BaseKernel, notebookKernel,"
        + " throw new NullPointerException();"
  })
  void kernelThatDoesNotRunIsPassedOver(String name, String owner, String method, String body)
      throws Exception {
    write(owner, "public static Object %s() { %s }".formatted(method, body));
    try (URLClassLoader loader = kernel(name)) {
      assertThat(Display.find(loader)).isInstanceOf(TerminalDisplay.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    IJAVA + ", io.github.spencerpark.ijava.IJava, getKernelInstance",
    JJAVA + ", org.dflib.jjava.jupyter.kernel.BaseKernel, notebookKernel"
  })
  void kernelThatRunsIsUsed(String name, String owner, String method) throws Exception {
    write(owner, "public static Object %s() { return \"running\"; }".formatted(method));
    try (URLClassLoader loader = kernel(name)) {
      Display display = Display.find(loader);
      display.show(ONE);

      assertThat(display.showsPictures()).isTrue();
      assertThat(calls(loader, name)).hasSize(1);
    }
  }

  @ParameterizedTest
  @CsvSource({
    IJAVA + ", io.github.spencerpark.ijava.IJava, getKernelInstance",
    JJAVA + ", org.dflib.jjava.jupyter.kernel.BaseKernel, notebookKernel"
  })
  void cellIsTheOneThatTheKernelCounts(String name, String owner, String method) throws Exception {
    write(
        owner,
        """
        protected final java.util.concurrent.atomic.AtomicInteger executionCount =
            new java.util.concurrent.atomic.AtomicInteger(12);
        private static class Running extends %s {}
        public static Object %s() { return new Running(); }
        """
            .formatted(owner.substring(owner.lastIndexOf('.') + 1), method));
    try (URLClassLoader loader = kernel(name)) {
      assertThat(Display.find(loader).cell()).isEqualTo(12);
    }
  }

  @Test
  void kernelThatCountsInAnotherWayHasNoNumber() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      assertThat(Display.find(loader).cell()).isZero();
    }
  }

  @Test
  void theseTestsRunBesideAKernelThatDoesNotRun() {
    assertThat(Display.current()).isInstanceOf(TerminalDisplay.class);
  }

  @Test
  void interruptIsKeptForTheTrainingWhileTheKernelShowsSomething() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Thread.currentThread().interrupt();
      Display.find(loader).show(new View("interrupted?", ""));

      assertThat(Thread.interrupted()).isTrue();
      assertThat(calls(loader, IJAVA)).singleElement().asString().contains("interrupted? false");
    }
  }

  @Test
  void ijavaShowsChartsTablesNetworksAndPictures() throws Exception {
    Table table = Table.create("Digits", IntColumn.create("epoch", new int[] {1, 2}));
    table.addColumns(
        DoubleColumn.create("loss", new double[] {0.5, 0.25}),
        DoubleColumn.create("val_loss", new double[] {1, 1}));
    try (URLClassLoader loader = kernel(IJAVA)) {
      Display display = Display.find(loader);
      display.show(Views.of(table));
      display.show(Views.of(Curves.loss("Loss", table)));
      display.show(Views.of(SmallNetworks.start(Architectures.lenet5(1))));
      display.show(Views.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB)));

      List<String> calls = calls(loader, IJAVA);
      assertThat(calls).hasSize(4).allMatch(call -> call.endsWith("String [text/html]"));
      assertThat(calls.get(0)).contains("<caption style=\"text-align: left\">Digits</caption>");
      assertThat(calls.get(1)).contains("<img", "alt=\"Chart: Loss.");
      assertThat(calls.get(2)).contains("28 × 28 × 6", "Total: 61,706 parameters");
      assertThat(calls.get(3)).contains("An image of 2 × 2 pixels");
    }
  }

  @Test
  void ijavaShowsATrainingInOnePlaceWithItsCurves() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      LiveProgress progress =
          new LiveProgress(
              Display.find(loader),
              new RenderThrottle(System::nanoTime, RenderThrottle.unknownCosts()));
      History history =
          Trainer.of(SmallNetworks.start(SmallNetworks.learning(1)), progress)
              .fit(
                  Batches.shuffled(RealDigits.first(320, 100).train(), 32, 1),
                  Batches.inOrder(RealDigits.first(320, 100).test(), 100),
                  2);

      List<String> calls = calls(loader, IJAVA);
      assertThat(calls.get(0))
          .startsWith("display ")
          .contains("<progress", "epoch 1/2 · batch 1/10");
      assertThat(calls.subList(1, calls.size())).allMatch(call -> call.startsWith("update id-1 "));
      assertThat(calls.get(calls.size() - 1))
          .contains("epoch 2/2 done", "alt=\"Chart: Loss.", "alt=\"Chart: Accuracy.")
          .contains("%.4f at 2".formatted(history.last().validationAccuracy()));
    }
  }

  /** A class loader that sees a kernel's class, which notes its calls, and none of ours. */
  private URLClassLoader kernel(String name) throws IOException {
    write(
        name,
        """
        public static final java.util.List<String> CALLS = new java.util.ArrayList<>();

        public static String display(Object content, String... types) {
          note("display", content, types);
          return "id-" + CALLS.size();
        }

        public static void updateDisplay(String id, Object content, String... types) {
          note("update " + id, content, types);
        }

        private static void note(String what, Object content, String... types) {
          if (content.equals("fail")) {
            throw new IllegalStateException("no connection");
          }
          boolean asked = content.equals("interrupted?");
          CALLS.add(
              what + " " + content + " "
                  + (asked ? Thread.currentThread().isInterrupted() + " " : "")
                  + content.getClass().getSimpleName() + " " + java.util.Arrays.toString(types));
        }
        """);
    return new URLClassLoader(new URL[] {url(directory)}, ClassLoader.getPlatformClassLoader());
  }

  /** Compiles a class from its members. */
  private void write(String name, String members) throws IOException {
    int dot = name.lastIndexOf('.');
    Path source = directory.resolve(name.replace('.', '/') + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        "package %s; public class %s { %s }"
            .formatted(name.substring(0, dot), name.substring(dot + 1), members));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", directory.toString(), source.toString());
    assertThat(failed).isZero();
  }

  private static URL url(Path directory) throws MalformedURLException {
    return directory.toUri().toURL();
  }

  private static List<String> calls(ClassLoader loader, String name)
      throws ReflectiveOperationException {
    return ((List<?>) loader.loadClass(name).getField("CALLS").get(null))
        .stream().map(String.class::cast).toList();
  }
}
