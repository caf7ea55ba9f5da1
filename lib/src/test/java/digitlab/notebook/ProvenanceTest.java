package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.testing.OtherJava;
import digitlab.train.History.Conditions;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ProvenanceTest {
  @Test
  void factsAreTheJavaThatRunsAndTheVersionsOfTheLibraries() {
    assertThat(Provenance.of().lines())
        .anyMatch(line -> line.startsWith("Java: " + System.getProperty("java.runtime.version")))
        .anyMatch(line -> line.matches("Deeplearning4j: \\d.*"));
  }

  @Test
  void seedsAreThoseOfTheNotebook() {
    assertThat(Provenance.of(7).lines()).contains("Seed: 7");
    assertThat(Provenance.of(1, 2, 3).lines()).contains("Seed: 1, 2, 3");
    assertThat(Provenance.of().lines()).contains("Seed: none in the notebook");
  }

  /** Asks in a process that has computed nothing, and says what was loaded for it. */
  public static final class AskAtOnce {
    private AskAtOnce() {}

    public static void main(String[] arguments) {
      System.out.println(Provenance.of());
      System.out.println("loaded: " + Loader.getLoadedLibraries().keySet());
    }
  }

  @Test
  void nativeLibraryThatWasNotUsedIsNotLoadedForTheQuestion() throws Exception {
    OtherJava.Ended ended = OtherJava.run(AskAtOnce.class, entry -> true);

    assertThat(ended.lines())
        .contains("Native backend: not loaded", "Fast path: not loaded", "Threads: not loaded")
        .last()
        .asString()
        .startsWith("loaded: ")
        .doesNotContain("nd4j");
  }

  @Test
  void trainingsAreNamedByTheirWayAndThreads() {
    Nd4j.ones(1);
    Provenance.trained(new Conditions("compiled", 3, 32, "", ""));

    assertThat(Provenance.of().lines())
        .anyMatch(line -> line.matches("Fast path: (on|off); trained: .*compiled.*"))
        .anyMatch(line -> line.matches("Threads: .*3.*"))
        .anyMatch(line -> line.matches("Native backend: ND4J \\d\\S+ on \\S+, oneDNN: (yes|no)"));
  }
}
