package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import digitlab.step.OutputLoss;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The named networks as data. */
class PublishedNetworksTest {
  static List<Architecture> all() {
    return Architectures.all();
  }

  /** The figures once more, as they were published: a slip in the data does not go unseen. */
  @Test
  void parametersAreThePublishedOnes() {
    assertThat(all())
        .extracting(Architecture::name, Architecture::parameters, Architecture::nonTrainable)
        .containsExactly(
            tuple("max-pooling", 111_722L, 0L),
            tuple("average-pooling", 111_722L, 0L),
            tuple("lenet5", 61_706L, 0L),
            tuple("batch-normalised", 62_698L, 496L),
            tuple("wide-with-dropout", 3_274_634L, 0L),
            tuple("padded-lenet5", 61_706L, 0L),
            tuple("five-predictions", 515_146L, 0L));
  }

  @ParameterizedTest
  @MethodSource("all")
  void builtNetworkHasTheParametersOfTheData(Architecture architecture) {
    MultiLayerNetwork network = new MultiLayerNetwork(architecture.configuration(1));
    network.init();
    Summary summary = Summary.of(network);

    assertThat(network.numParams()).isEqualTo(architecture.parameters());
    assertThat(summary.trainable()).isEqualTo(architecture.trainable());
    assertThat(summary.nonTrainable()).isEqualTo(architecture.nonTrainable());
  }

  @Test
  void layersOfTheWideNetworkHaveThePublishedParameters() {
    MultiLayerNetwork network = new MultiLayerNetwork(Architectures.wideWithDropout(1));
    network.init();

    assertThat(Summary.of(network).rows())
        .extracting(Summary.Row::trainable)
        .filteredOn(count -> count > 0)
        .containsExactly(832L, 51_264L, 3_212_288L, 10_250L);
  }

  @Test
  void integerLabelsBelongToTheSparseLoss() {
    assertThat(all())
        .filteredOn(it -> OutputLoss.isSparse(it.configuration(1)))
        .extracting(Architecture::name)
        .containsExactly("padded-lenet5", "five-predictions");
  }

  @Test
  void seedReachesTheConfiguration() {
    assertThat(all())
        .allMatch(it -> it.configuration(7).getConfs().get(0).getSeed() == 7)
        .allMatch(it -> !it.configuration(7).toJson().equals(it.configuration(8).toJson()));
  }

  @Test
  void networkIsFoundByItsName() {
    assertThat(Architectures.named("lenet5").title()).isEqualTo("LeNet-5");
  }

  @Test
  void unknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> Architectures.named("lenet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "There is no network \"lenet\", only [max-pooling, average-pooling, lenet5,"
                + " batch-normalised, wide-with-dropout, padded-lenet5, five-predictions].");
  }
}
