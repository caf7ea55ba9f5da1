package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.LabException;
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

class ScreenTest {
  private static final String IJAVA = "io.github.spencerpark.ijava.runtime.Display";
  private static final String JJAVA = "org.dflib.jjava.jupyter.kernel.BaseNotebookStatics";

  private static final View ONE = new View("<b>one</b>", "one");
  private static final View TWO = new View("<b>two</b>", "two");

  @TempDir Path directory;

  @Test
  void ijavaGetsHtmlAsText() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Screen screen = Screen.find(loader);
      screen.show(ONE);

      assertThat(calls(loader, IJAVA)).containsExactly("display <b>one</b> String [text/html]");
    }
  }

  @Test
  void ijavaReplacesInTheSamePlace() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Screen.find(loader).open(ONE).replace(TWO);

      assertThat(calls(loader, IJAVA))
          .containsExactly(
              "display <b>one</b> String [text/html]", "update id-1 <b>two</b> String [text/html]");
    }
  }

  @Test
  void jjavaGetsTheViewForBothTypes() throws Exception {
    try (URLClassLoader loader = kernel(JJAVA)) {
      Screen.find(loader).open(ONE).replace(TWO);

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
      Screen.find(loader).show(ONE);

      assertThat(calls(loader, JJAVA)).hasSize(1);
      assertThat(calls(loader, IJAVA)).isEmpty();
    }
  }

  @Test
  void kernelThatFailsIsNamedInTheError() throws Exception {
    try (URLClassLoader loader = kernel(IJAVA)) {
      Screen screen = Screen.find(loader);

      assertThatThrownBy(() -> screen.show(new View("fail", "fail")))
          .isInstanceOf(LabException.class)
          .hasMessage(
              "The notebook's kernel could not show something: "
                  + "java.lang.IllegalStateException: no connection");
    }
  }

  @Test
  void withoutAKernelTheTextIsPrinted() {
    Screen screen = Screen.find(ClassLoader.getPlatformClassLoader());

    List<String> lines =
        Printed.by(
            () -> {
              screen.show(ONE);
              screen.open(ONE).replace(TWO);
            });

    assertThat(lines).containsExactly("one", "one", "two");
  }

  /** A class loader that sees a kernel's class, which notes its calls, and none of ours. */
  private URLClassLoader kernel(String name) throws IOException {
    int dot = name.lastIndexOf('.');
    Path source = directory.resolve(name.replace('.', '/') + ".java");
    Files.createDirectories(source.getParent());
    Files.writeString(
        source,
        """
        package %s;

        import java.util.*;

        public class %s {
          public static final List<String> CALLS = new ArrayList<>();

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
            CALLS.add(
                what + " " + content + " " + content.getClass().getSimpleName() + " "
                    + Arrays.toString(types));
          }
        }
        """
            .formatted(name.substring(0, dot), name.substring(dot + 1)));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", directory.toString(), source.toString());
    assertThat(failed).isZero();
    return new URLClassLoader(new URL[] {url(directory)}, ClassLoader.getPlatformClassLoader());
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
