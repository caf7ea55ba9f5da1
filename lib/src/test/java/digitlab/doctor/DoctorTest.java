package digitlab.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.testing.OneDnnPlatform;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the doctor as {@code ./lab doctor} does: in a Java of its own. */
class DoctorTest {
  @TempDir Path directory;

  @Test
  void everyLineIsOkWhereTheTestsRun() throws Exception {
    Result result = doctor(Map.of(), List.of());

    assertThat(result.lines()).hasSizeGreaterThanOrEqualTo(3).allMatch(l -> l.startsWith("OK  "));
    assertThat(result.lines()).anyMatch(l -> l.matches("OK  native backend: ND4J on .* threads"));
    assertThat(result.lines()).anyMatch(l -> l.startsWith("OK  fonts: "));
    assertThat(result.lines())
        .contains("OK  stop button: the cell of a training that is stopped ends as any other");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  @OneDnnPlatform
  void fastPathIsReported() throws Exception {
    assertThat(doctor(Map.of(), List.of()).lines())
        .contains("OK  fast path: training steps are computed by oneDNN");
  }

  @Test
  void portableEngineIsReported() throws Exception {
    assertThat(doctor(Map.of(), List.of("-Ddigitlab.engine=portable")).lines())
        .anyMatch(
            l ->
                l.startsWith(
                    "OK  fast path: training steps are computed by the portable engine, which takes longer than oneDNN"));
  }

  /** As on a Mac with an ARM processor; and where a jar of those that oneDNN needs is missing. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".*/dnnl-[^/]*-[a-z]+-[^/]* | there is no native library of oneDNN for ",
        ".*/opencl-[^/]* | the jars of oneDNN are not all on the class path"
      })
  void withoutOneDnnTheReasonIsToldInWords(String missing, String reason) throws Exception {
    String kept =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !entry.matches(missing))
            .collect(Collectors.joining(File.pathSeparator));

    Result result = doctorWith(kept, Map.of(), List.of());

    assertThat(result.lines())
        .anyMatch(
            l ->
                l.startsWith(
                    "OK  fast path: training steps are computed by the portable engine, which takes longer than oneDNN; "
                        + reason));
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void nativeLibraryThatDoesNotLoadNamesTheCauseAndTheFix() throws Exception {
    Result result = doctor(Map.of(), List.of("-Dorg.bytedeco.javacpp.platform=unknown"));

    assertThat(result.lines())
        .contains(
            "FIX native backend does not load: there is no native library of ND4J for unknown. Delete lib/target and work/javacpp, then run ./lab doctor again");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  /** As on a bare server or container. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void machineWithoutFontsNamesThePackagesToInstall() throws Exception {
    Path noFonts = directory.resolve("fonts.conf");
    Files.writeString(noFonts, "<?xml version=\"1.0\"?><fontconfig></fontconfig>");

    Result result =
        doctor(
            Map.of("FONTCONFIG_FILE", noFonts.toString()),
            // Java remembers the fonts that it found in the user's directory.
            List.of("-Duser.home=" + directory, "-Djava.util.prefs.userRoot=" + directory));

    assertThat(result.lines())
        .anyMatch(
            l -> l.startsWith("FIX fonts: install fontconfig and a font such as fonts-dejavu"));
    assertThat(result.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "private Object control;"
            + "| org.dflib.jjava.kernel.execution.CodeEvaluator has no field execControl",
        "private String execControl; | java.lang.String has no field running"
      })
  void kernelWithOtherFieldsSaysWhatIsLostAndWhatToDo(String fields, String fault)
      throws Exception {
    Path source = directory.resolve("CodeEvaluator.java");
    Files.writeString(
        source,
        "package org.dflib.jjava.kernel.execution; public final class CodeEvaluator { %s }"
            .formatted(fields));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", directory.toString(), source.toString());
    assertThat(failed).isZero();

    String classPath = directory + File.pathSeparator + System.getProperty("java.class.path");
    Result result = doctorWith(classPath, Map.of(), List.of());

    assertThat(result.lines())
        .contains(
            "FIX stop button: a training still ends when it is stopped, but its cell ends with an"
                + " error: the kernel is not the one that requirements.txt names ("
                + fault
                + "). Delete .venv, then run ./lab run --quick, which installs that one");
    assertThat(result.exitCode()).isEqualTo(1);
  }

  private record Result(int exitCode, List<String> lines) {}

  private static Result doctor(Map<String, String> environment, List<String> options)
      throws IOException, InterruptedException {
    return doctorWith(System.getProperty("java.class.path"), environment, options);
  }

  private static Result doctorWith(
      String classPath, Map<String, String> environment, List<String> options)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dfile.encoding=UTF-8");
    command.add("-Dstdout.encoding=UTF-8");
    command.add("-Djava.awt.headless=true");
    String cache = System.getProperty("org.bytedeco.javacpp.cachedir");
    if (cache != null) {
      command.add("-Dorg.bytedeco.javacpp.cachedir=" + cache);
    }
    command.addAll(options);
    command.addAll(List.of("-cp", classPath, Doctor.class.getName()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), output.lines().toList());
  }
}
