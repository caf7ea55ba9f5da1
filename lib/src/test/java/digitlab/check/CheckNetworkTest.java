package digitlab.check;

import static digitlab.check.CheckTest.passes;
import static digitlab.check.CheckTest.says;

import digitlab.model.Architectures;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
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
  void networkNeedNotHaveBeenInitialised() {
    passes(() -> Check.parameters("lenet", new MultiLayerNetwork(lenet5), 61_706, HINT));
    passes(() -> Check.layers("lenet", new MultiLayerNetwork(lenet5), lenet5, HINT));
  }

  @Test
  void sameLayersPassWhateverTheSeed() {
    MultiLayerConfiguration other = Architectures.lenet5(99);
    passes(() -> Check.layers("lenet", network, other, HINT));
    passes(() -> Check.kinds("lenet", network, other, HINT));
    passes(() -> Check.outputs("lenet", network, other, HINT));
  }

  @Test
  void firstLayerOfAnotherKindIsNamed() {
    MultiLayerNetwork max = ready(Architectures.maxPooling(1));
    MultiLayerConfiguration average = Architectures.averagePooling(1);
    String message =
        "Row 2 in the summary of net (Max pooling 2 × 2, output 13 × 13 × 64, 0 parameters) is not"
            + " as the task describes it. Look at notebook 02.";
    says(() -> Check.kinds("net", max, average, HINT), message);
    says(() -> Check.layers("net", max, average, HINT), message);
    passes(() -> Check.outputs("net", max, average, HINT));
  }

  @Test
  void firstOutputOfAnotherShapeIsNamed() {
    MultiLayerNetwork max = ready(Architectures.maxPooling(1));
    says(
        () -> Check.outputs("net", max, lenet5, HINT),
        "Row 1 in the summary of net (Convolution 3 × 3, ReLU, output 26 × 26 × 64, 640 parameters)"
            + " is not as the task describes it. Look at notebook 02.");
  }

  @Test
  void missingAndSuperfluousLayersAreTold() {
    MultiLayerNetwork shorter =
        new TransferLearning.Builder(network).removeLayersFromOutput(1).build();
    String message =
        "The summary of net has %d rows, which is not the number that the task describes. Look at"
            + " notebook 02.";
    says(() -> Check.layers("net", shorter, lenet5, HINT), message.formatted(7));
    says(
        () -> Check.layers("net", network, shorter.getLayerWiseConfigurations(), HINT),
        message.formatted(8));
  }

  private static MultiLayerNetwork ready(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}
