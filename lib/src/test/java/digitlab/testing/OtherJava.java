package digitlab.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs a main class in a Java of its own. */
public final class OtherJava {
  private OtherJava() {}

  /** How it ended, with what it wrote on both of its outputs. */
  public record Ended(int exitCode, List<String> lines) {}

  /**
   * Runs a class of the tests with some of their class path.
   *
   * @param keep says of each jar or directory whether it stays on the class path
   */
  public static Ended run(Class<?> main, Predicate<String> keep, String... arguments)
      throws IOException, InterruptedException {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(keep)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            "-Xmn64m",
            "-XX:+UseSerialGC",
            "-Dorg.eclipse.deeplearning4j.helpers.disable=false",
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8"));
    command.add(
        "-Dorg.bytedeco.javacpp.cachedir=" + System.getProperty("org.bytedeco.javacpp.cachedir"));
    command.addAll(List.of("-cp", classPath, main.getName()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output.lines().toList());
  }
}
