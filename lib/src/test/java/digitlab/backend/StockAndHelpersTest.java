package digitlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.data.Batches;
import digitlab.model.Architectures;
import digitlab.testing.OneDnnPlatform;
import digitlab.testing.RealDigits;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Sgd;

/** The fast way must be the same mathematics: the losses of both ways agree step by step. */
@OneDnnPlatform
class StockAndHelpersTest {
  private static final int STEPS = 20;
  private static final int BATCH = 32;
  private static final Percentage A_TEN_THOUSANDTH = Percentage.withPercentage(0.01);
  private static final Percentage FIVE_TEN_THOUSANDTHS = Percentage.withPercentage(0.05);

  @AfterEach
  void helpersOnAgain() {
    NativeLibrary.useHelpers(true);
  }

  static Stream<Named<MultiLayerConfiguration>> networks() {
    return Stream.of(
        Named.of("max pooling, plain SGD", withPlainSgd(Architectures.maxPooling(1))),
        Named.of("average pooling", Architectures.averagePooling(1)),
        Named.of("LeNet-5", Architectures.lenet5(1)));
  }

  /**
   * Max pooling under Adam doubles a difference of one rounding (1e-7) at nearly every step, up to
   * 3e-4 with some seeds: that measures chance, not the two ways.
   */
  private static MultiLayerConfiguration withPlainSgd(MultiLayerConfiguration configuration) {
    for (NeuralNetConfiguration conf : configuration.getConfs()) {
      if (conf.getLayer() instanceof BaseLayer layer) {
        layer.setIUpdater(new Sgd(0.05));
      }
    }
    return configuration;
  }

  /**
   * In later steps a rounding may have decided which of two equal pixels wins; when, and how much
   * comes of it, depends on the processor.
   */
  private static Percentage tolerance(int step) {
    return step < 10 ? A_TEN_THOUSANDTH : FIVE_TEN_THOUSANDTHS;
  }

  @ParameterizedTest
  @MethodSource("networks")
  void lossesAgreeOverTwentySteps(MultiLayerConfiguration configuration) {
    double[] stock = losses(configuration, false);
    double[] helpers = losses(configuration, true);

    for (int step = 0; step < STEPS; step++) {
      assertThat(helpers[step])
          .as("loss of step %d", step + 1)
          .isCloseTo(stock[step], tolerance(step));
    }
    // Only a network that learns shows that the gradients agree, too.
    assertThat(helpers[STEPS - 1]).isLessThan(0.98 * helpers[0]);
  }

  private static double[] losses(MultiLayerConfiguration configuration, boolean useHelpers) {
    NativeLibrary.useHelpers(useHelpers);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    assertThat(network.getLayer(0).getHelper() != null).isEqualTo(useHelpers);
    Batches batches = Batches.shuffled(RealDigits.first(STEPS * BATCH, 1).train(), BATCH, 1);
    double[] losses = new double[STEPS];
    for (int step = 0; step < STEPS; step++) {
      network.fit(batches.next());
      losses[step] = network.score();
    }
    return losses;
  }
}
