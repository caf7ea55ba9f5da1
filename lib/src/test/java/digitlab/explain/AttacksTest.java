package digitlab.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Attacks stay where they may be, and fool. */
class AttacksTest {
  private static final double ROUNDING = 1e-6;

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.3, 1})
  void attacksStayWithinEpsilonAndBetweenPaperAndInk(double epsilon) {
    INDArray images = TrainedLenet.images();
    INDArray before = images.dup();
    try (ImageGradients network = ImageGradients.of(TrainedLenet.network())) {
      for (INDArray attacked :
          new INDArray[] {
            Attacks.fgsm(network, images, TrainedLenet.labels(), epsilon),
            Attacks.pgd(network, images, TrainedLenet.labels(), epsilon, 5, 1)
          }) {
        assertThat(attacked.shape()).isEqualTo(images.shape());
        assertThat(attacked.minNumber().doubleValue()).isGreaterThanOrEqualTo(0);
        assertThat(attacked.maxNumber().doubleValue()).isLessThanOrEqualTo(1);
        assertThat(Transforms.abs(attacked.sub(images)).maxNumber().doubleValue())
            .isLessThanOrEqualTo(epsilon + ROUNDING);
      }
    }
    assertThat(images).as("the images themselves").isEqualTo(before);
  }

  @Test
  void accuracyFallsWithEpsilonAndPgdTakesMoreThanFgsm() {
    INDArray images = TrainedLenet.images();
    int[] labels = TrainedLenet.labels();
    try (ImageGradients network = ImageGradients.of(TrainedLenet.network())) {
      double clean = network.accuracy(images, labels);
      double little = network.accuracy(Attacks.fgsm(network, images, labels, 0.05), labels);
      double fgsm = network.accuracy(Attacks.fgsm(network, images, labels, 0.15), labels);
      double pgd = network.accuracy(Attacks.pgd(network, images, labels, 0.15, 10, 1), labels);
      assertThat(clean).isGreaterThan(0.85);
      assertThat(little).isBetween(fgsm, clean);
      assertThat(fgsm).isLessThan(clean - 0.3);
      assertThat(pgd).isLessThan(fgsm).isLessThan(0.2);
    }
  }

  /** With all logits a thousand times as large the loss is 0 in 32 bits, and so is its gradient. */
  @Test
  void aNetworkThatIsAllButSureIsFooledAsWell() {
    MultiLayerNetwork sure = TrainedLenet.network().clone();
    sure.setParam("6_W", sure.getParam("6_W").mul(1000));
    sure.setParam("6_b", sure.getParam("6_b").mul(1000));
    INDArray images = TrainedLenet.images();
    int[] labels = TrainedLenet.labels();
    try (ImageGradients network = ImageGradients.of(sure)) {
      double clean = network.accuracy(images, labels);
      assertThat(network.accuracy(Attacks.fgsm(network, images, labels, 0.15), labels))
          .isLessThan(clean - 0.3);
    }
  }

  @Test
  void theSameSeedGivesTheSameAttack() {
    INDArray images = TrainedLenet.images();
    int[] labels = TrainedLenet.labels();
    try (ImageGradients network = ImageGradients.of(TrainedLenet.network())) {
      INDArray first = Attacks.pgd(network, images, labels, 0.1, 2, 7);
      assertThat(Attacks.pgd(network, images, labels, 0.1, 2, 7)).isEqualTo(first);
      assertThat(Attacks.pgd(network, images, labels, 0.1, 2, 8)).isNotEqualTo(first);
    }
  }

  @Test
  void whatCannotBeIsSaidInWords() {
    INDArray images = TrainedLenet.images();
    int[] labels = TrainedLenet.labels();
    try (ImageGradients network = ImageGradients.of(TrainedLenet.network())) {
      assertThatThrownBy(() -> Attacks.fgsm(network, images, labels, 8))
          .hasMessage("ε is how far a pixel in 0…1 may move: it must be 0…1, but is 8.0.");
      assertThatThrownBy(() -> Attacks.pgd(network, images, labels, 0.1, 0, 1))
          .hasMessage("Projected gradient descent takes at least 1 step, not 0.");
    }
  }
}
