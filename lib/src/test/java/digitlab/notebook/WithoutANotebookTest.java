package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.testing.OtherJava;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of a notebook print text where no kernel runs, even with a kernel's classes there. */
class WithoutANotebookTest {
  private static final String JJAVA = ".*jjava-jupyter-[^/]*\\.jar";

  @TempDir Path directory;

  @Test
  void programPrintsTextWithAKernelsClassesOnItsClassPath() throws Exception {
    assertThat(System.getProperty("java.class.path").split(File.pathSeparator))
        .anyMatch(entry -> entry.matches(JJAVA));

    assertPrinted(OtherJava.run(ShowThings.class, entry -> true));
  }

  @Test
  void programPrintsTextWithoutAnyKernel() throws Exception {
    assertPrinted(OtherJava.run(ShowThings.class, entry -> !entry.matches(JJAVA)));
  }

  private static void assertPrinted(OtherJava.Ended ended) {
    List<String> lines = ended.lines();
    assertThat(ended.exitCode()).as(lines.toString()).isZero();
    assertThat(lines)
        .startsWith("Layers and parameters")
        .contains(
            "A network from left to right. Input: 28 × 28 × 1; Flatten: 784; Output, softmax: 10.")
        .contains("Training history (loss: cross-entropy)")
        .noneMatch(line -> line.contains("\r") || line.contains("Exception"));
    assertThat(lines)
        .filteredOn(line -> line.startsWith("epoch ") && line.contains(" done after "))
        .extracting(line -> line.substring(0, 9))
        .containsExactly("epoch 1/2", "epoch 2/2");
  }

  @Test
  void jshellPrintsText() throws Exception {
    Path script = directory.resolve("lines.jsh");
    Files.writeString(
        script,
        """
        import static digitlab.notebook.Notebook.show;
        import tech.tablesaw.api.*;
        import digitlab.chart.Curves;
        Table history = Table.create("History", IntColumn.create("epoch", new int[] {1, 2}));
        history.addColumns(DoubleColumn.create("loss", new double[] {0.5, 0.25}));
        history.addColumns(DoubleColumn.create("val_loss", new double[] {0.75, 0.5}));
        show(history)
        show(Curves.loss("Loss", history))
        /exit
        """);
    // Otherwise it says that it has made this folder in the user's home.
    Files.createDirectories(directory.resolve(".java/.userPrefs"));
    Process jshell =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "-J-Djava.util.prefs.userRoot=" + directory,
                "-R-Djava.awt.headless=true",
                "-R-Dfile.encoding=UTF-8",
                "--class-path",
                System.getProperty("java.class.path"),
                script.toString())
            .redirectErrorStream(true)
            .start();
    jshell.getOutputStream().close();
    String printed =
        new String(jshell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();

    assertThat(jshell.waitFor()).as(printed).isZero();
    assertThat(printed.lines())
        .containsExactly(
            "History",
            "epoch    loss  val_loss",
            "    1  0.5000    0.7500",
            "    2  0.2500    0.5000",
            "Chart: Loss. loss against epoch."
                + " training: 0.5000 at 1, 0.2500 at 2; validation: 0.7500 at 1, 0.5000 at 2.");
  }
}
