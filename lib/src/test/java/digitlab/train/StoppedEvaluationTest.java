package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.testing.RealDigits;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an interrupt does to everything besides a training that reads batch after batch. */
class StoppedEvaluationTest {
  private final Mnist data = RealDigits.first(100, 50);
  private final MultiLayerNetwork network = start(learning(1));
  private final Batches training = Batches.shuffled(data.train(), 32, 1);
  private final Batches validation = Batches.inOrder(data.test(), 20);

  private final Map<String, Consumer<Batches>> readers =
      Map.of(
          "network.evaluate", network::evaluate,
          "network.output", network::output,
          "network.fit", network::fit,
          "Trainer.evaluate", Trainer.of(network)::evaluate,
          "Trainer.predict", Trainer.of(network)::predict);

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  @ParameterizedTest
  @CsvSource({
    "network.evaluate, true",
    "network.evaluate, false",
    "network.output, true",
    "network.fit, true",
    "Trainer.evaluate, true",
    "Trainer.evaluate, false",
    "Trainer.predict, true"
  })
  void endsAtOnceAndTheNextTrainingWorks(String reader, boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> readers.get(reader).accept(validation))
        .isInstanceOf(CancellationException.class)
        .hasMessageStartingWith("Stopped: ");

    assertThat(Thread.interrupted()).isTrue();
    assertThat(Trainer.of(network).fit(training, validation, 1).last().loss()).isPositive();
  }
}
