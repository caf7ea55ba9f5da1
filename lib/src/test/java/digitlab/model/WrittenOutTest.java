package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.JShell;
import jdk.jshell.SnippetEvent;
import jdk.jshell.execution.LocalExecutionControlProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The builders that the notebooks write out make the networks that the library knows by name. */
class WrittenOutTest {
  private static final Path NOTEBOOKS = Path.of("../notebooks");

  @ParameterizedTest
  @CsvSource({
    "02, maxPooling, max-pooling",
    "02, averagePooling, average-pooling",
    "02, lenet5, lenet5",
    "03, configuration, max-pooling",
    "05, configuration, lenet5",
    "07, configuration, batch-normalised",
    "08, configuration, wide-with-dropout",
    "09, configuration, padded-lenet5",
    "10, configuration, five-predictions"
  })
  void notebookBuildsTheNamedNetwork(String notebook, String variable, String name)
      throws IOException {
    assertThat(isBuilt(cells(notebook), variable, name)).isEqualTo("true");
  }

  @Test
  void anotherNetworkIsNotTakenForIt() throws IOException {
    List<String> changed =
        cells("03").stream().map(cell -> cell.replace(".nOut(64)", ".nOut(65)")).toList();

    assertThat(isBuilt(changed, "configuration", "max-pooling")).isEqualTo("false");
  }

  /** Runs a notebook's imports and builders, and compares what comes of them. */
  private static String isBuilt(List<String> cells, String variable, String name) {
    try (JShell shell =
        JShell.builder().executionEngine(new LocalExecutionControlProvider(), null).build()) {
      run(shell, "long seed = 1;");
      // First all imports: one that comes later would make JShell forget what the builders made.
      run(shell, imports(cells));
      for (String cell : cells) {
        if (cell.contains(".layer(")) {
          run(shell, cell);
        }
      }
      String expected = "digitlab.model.Architectures.named(\"%s\").configuration(1)";
      return run(
          shell, "%s.toJson().equals(%s.toJson())".formatted(variable, expected.formatted(name)));
    }
  }

  private static String imports(List<String> cells) {
    return cells.stream()
        .flatMap(String::lines)
        .filter(line -> line.matches("import (java\\.util|org\\.(deeplearning4j|nd4j)).*"))
        .collect(Collectors.joining("\n"));
  }

  /** Runs code statement by statement and gives the last one's value. */
  private static String run(JShell shell, String code) {
    String value = "";
    String rest = code;
    while (!rest.isBlank()) {
      var next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
      for (SnippetEvent event : shell.eval(next.source())) {
        List<String> complaints =
            shell.diagnostics(event.snippet()).map(it -> it.getMessage(null)).toList();
        assertThat(complaints).as(next.source()).isEmpty();
        assertThat(event.exception()).as(next.source()).isNull();
        value = event.value();
      }
      rest = next.remaining();
    }
    return value;
  }

  private static List<String> cells(String number) throws IOException {
    try (Stream<Path> files = Files.list(NOTEBOOKS)) {
      Path file =
          files
              .filter(path -> path.getFileName().toString().startsWith(number + "-"))
              .findFirst()
              .orElseThrow();
      List<String> cells = new ArrayList<>();
      for (JsonNode cell : new ObjectMapper().readTree(file.toFile()).get("cells")) {
        if (cell.get("cell_type").asText().equals("code")) {
          StringBuilder source = new StringBuilder();
          cell.get("source").forEach(line -> source.append(line.asText()));
          cells.add(source.toString());
        }
      }
      return cells;
    }
  }
}
