package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The networks of the further studies have the parameters that were published for them. */
class FurtherArchitecturesTest {
  static Stream<Arguments> counts() {
    return Stream.of(
        Arguments.of(62_698, Architectures.batchNormalised(1)),
        Arguments.of(3_274_634, Architectures.wideWithDropout(1)),
        Arguments.of(61_706, Architectures.paddedLenet5(1)),
        Arguments.of(515_146, Architectures.fivePredictions(1)));
  }

  @ParameterizedTest
  @MethodSource("counts")
  void theParametersAreThePublishedOnes(long count, MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    assertThat(network.numParams()).isEqualTo(count);
  }
}
