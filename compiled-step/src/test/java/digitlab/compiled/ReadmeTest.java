package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's program, as somebody types it off: in no package of ours, in a JVM of its own. */
class ReadmeTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
  private static final Pattern BODY =
      Pattern.compile("void main\\(.*?\\{\n(.*?)\n    \\}\n  \\}\n", Pattern.DOTALL);

  @TempDir Path directory;

  @Test
  void programOfTheReadmeTrainsCompiled() throws IOException, InterruptedException {
    Path source = Files.writeString(directory.resolve("BrightOrDark.java"), program());
    String classPath = System.getProperty("java.class.path");

    int errors =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-cp", classPath, "-d", directory.toString(), source.toString());
    assertThat(errors).as("what javac says stands above").isZero();

    assertThat(outputOf("BrightOrDark", directory + File.pathSeparator + classPath))
        .contains("compiled, accuracy 1.00");
  }

  @Test
  void programHasTenLines() throws IOException {
    Matcher body = BODY.matcher(program());
    assertThat(body.find()).isTrue();
    assertThat(body.group(1).lines()).hasSize(10);
  }

  private static String program() throws IOException {
    Matcher block = PROGRAM.matcher(Files.readString(Path.of("README.md")));
    assertThat(block.find()).as("a Java program in the README").isTrue();
    return block.group(1);
  }

  private static List<String> outputOf(String mainClass, String classPath)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Dorg.bytedeco.javacpp.cachedir="
                    + System.getProperty("org.bytedeco.javacpp.cachedir"),
                "-Duser.language=en",
                "-cp",
                classPath,
                mainClass)
            .redirectErrorStream(true)
            .start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
