package digitlab.check;

import static digitlab.check.CheckTest.passes;
import static digitlab.check.CheckTest.says;

import digitlab.model.Architectures;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;

/** What students read about a network that is not the one described. */
class CheckNetworkTest {
  private static final String HINT = "Look at notebook 02.";
  private final MultiLayerConfiguration lenet5 = Architectures.lenet5(1);
  private final MultiLayerNetwork network = ready(lenet5);

  @Test
  void wrongNumberOfParametersDoesNotTellTheRightOne() {
    passes(() -> Check.parameters("lenet", network, 61_706, HINT));
    says(
        () -> Check.parameters("lenet", network, 61_326, HINT),
        "lenet has 61,706 parameters, which is not the number of the network that the task"
            + " describes. Look at notebook 02.");
  }

  @Test
  void networkWithoutParametersIsToldToInitialise() {
    says(
        () -> Check.parameters("lenet", new MultiLayerNetwork(lenet5), 61_706, HINT),
        "lenet has no parameters yet: call lenet.init() after building it.");
  }

  @Test
  void sameLayersPassWhateverTheSeed() {
    passes(() -> Check.layers("lenet", network, Architectures.lenet5(99), HINT));
    passes(() -> Check.layer("lenet", network, 4, Architectures.lenet5(99), HINT));
  }

  @Test
  void firstLayerThatDiffersIsNamed() {
    MultiLayerNetwork other = ready(Architectures.maxPooling(1));
    says(
        () -> Check.layers("net", other, Architectures.averagePooling(1), HINT),
        "Layer 2 of net (Max pooling 2 × 2, output 13 × 13 × 64, 0 parameters) is not as the task"
            + " describes it. Look at notebook 02.");
    says(
        () -> Check.layer("net", other, 1, lenet5, HINT),
        "Layer 1 of net (Convolution 3 × 3, ReLU, output 26 × 26 × 64, 640 parameters) is not as"
            + " the task describes it. Look at notebook 02.");
  }

  @Test
  void missingLayersAreToldByTheirNumber() {
    MultiLayerNetwork other = ready(Architectures.fivePredictions(1));
    says(
        () -> Check.layers("net", other, Architectures.maxPooling(1), HINT),
        "net has %d layers, which is not the number that the task describes. Look at notebook 02."
            .formatted(other.getnLayers()));
    says(
        () -> Check.layer("net", network, 9, Architectures.wideWithDropout(1), HINT),
        "net has no layer 9: its summary ends after 8. Look at notebook 02.");
  }

  private static MultiLayerNetwork ready(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}
