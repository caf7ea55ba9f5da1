package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.dataset.DataSet;

/** The compiled step computes what Deeplearning4j computes, for every network of the lab. */
class SameNumbersTest {
  @BeforeAll
  static void helpers() {
    NativeLibrary.useHelpers(true);
  }

  static Stream<String> networks() {
    return Networks.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("networks")
  void theFirstTwentyLossesAreEqual(String name) {
    MultiLayerNetwork network = network(name);
    MultiLayerNetwork plain = MaskedDropout.twin(network);
    List<DataSet> batches = Networks.batches(network, 20, 32);
    try (CompiledStep step = Networks.compiled(network, Networks.IMAGE, 32)) {
      assertThat(step.way()).isEqualTo("compiled");
      for (int i = 0; i < batches.size(); i++) {
        plain.fit(batches.get(i));
        double loss = step.take(batches.get(i)).loss();
        assertThat(loss)
            .as("loss %d", i + 1)
            .isCloseTo(plain.score(), Percentage.withPercentage(1e-3));
      }
    }
    assertThat(network.getIterationCount()).isEqualTo(plain.getIterationCount());
  }

  private static MultiLayerNetwork network(String name) {
    return Networks.start(Networks.all().get(name).apply(1));
  }
}
