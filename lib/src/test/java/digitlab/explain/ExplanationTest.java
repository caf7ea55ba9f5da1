package digitlab.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.testing.SmallNetworks;
import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Each explanation is what its paper says it is. */
class ExplanationTest {
  private static ImageGradients network;
  private static INDArray images;
  private static int[] answers;

  @BeforeAll
  static void aTrainedNetwork() {
    network = ImageGradients.of(TrainedLenet.network());
    images = TrainedLenet.images();
    answers = network.answers(images);
  }

  @AfterAll
  static void close() {
    network.close();
  }

  @Test
  void saliencyIsTheSizeOfTheGradientAndTimesInputItsProduct() {
    INDArray gradient = network.gradient(images, answers);
    INDArray saliency = Explanation.saliency(network).explain(images, answers);
    INDArray product = Explanation.gradientTimesInput(network).explain(images, answers);
    assertThat(saliency.shape()).containsExactly(TrainedLenet.IMAGES, 28, 28);
    for (int[] place : new int[][] {{0, 14, 14}, {7, 10, 9}, {99, 20, 12}}) {
      double slope = gradient.getDouble(place[0], 0, place[1], place[2]);
      double pixel = images.getDouble(place[0], 0, place[1], place[2]);
      assertThat(saliency.getDouble(place)).isEqualTo(Math.abs(slope));
      assertThat(product.getDouble(place)).isCloseTo(slope * pixel, Offset.offset(1e-6));
    }
    assertThat(product.getDouble(0, 0, 0)).as("white paper").isZero();
  }

  @Test
  void integratedGradientsAddUpToTheRiseOfTheLogit() {
    INDArray integrated = Explanation.integratedGradients(network, 50).explain(images, answers);
    float[] scores = Pixels.scores(network.logits(images), answers);
    float[] paper = Pixels.scores(network.logits(Nd4j.zerosLike(images)), answers);
    double[] sums = integrated.sum(1, 2).toDoubleVector();
    for (int i = 0; i < sums.length; i++) {
      assertThat(sums[i]).as("image %d", i).isCloseTo(scores[i] - paper[i], Offset.offset(0.02));
    }
  }

  @Test
  void occlusionIsTheFallOfTheLogitUnderASquare() {
    INDArray occlusion = new Occlusion(network, 7, 7).explain(images, answers);
    INDArray covered = images.dup();
    for (int row = 7; row < 14; row++) {
      for (int column = 14; column < 21; column++) {
        for (int i = 0; i < TrainedLenet.IMAGES; i++) {
          covered.putScalar(new int[] {i, 0, row, column}, 0);
        }
      }
    }
    float[] before = Pixels.scores(network.logits(images), answers);
    float[] after = Pixels.scores(network.logits(covered), answers);
    for (int i = 0; i < before.length; i++) {
      for (int[] corner : new int[][] {{7, 14}, {13, 20}}) {
        assertThat(occlusion.getDouble(i, corner[0], corner[1]))
            .as("image %d", i)
            .isCloseTo(before[i] - after[i], Offset.offset(1e-4));
      }
    }
  }

  /** 28 is no multiple of 5: the last square lies at the border. */
  @Test
  void occlusionReachesEveryPixel() {
    INDArray ink = Nd4j.ones(1, 1, 28, 28);
    INDArray occlusion = new Occlusion(network, 5, 5).explain(ink, new int[] {0});
    assertThat(occlusion.getDouble(0, 27, 27)).isNotZero();
    assertThat(occlusion.getDouble(0, 0, 27)).isNotZero();
  }

  @Test
  void gradCamIsTheWeightedSumOfTheMapsWithoutItsNegativePart() {
    INDArray gradCam = new GradCam(TrainedLenet.network()).explain(images, answers);
    assertThat(gradCam.shape()).containsExactly(TrainedLenet.IMAGES, 28, 28);
    assertThat(gradCam.minNumber().doubleValue()).isZero();
    assertThat(gradCam.maxNumber().doubleValue()).isPositive();
    // One image alone is explained as among others.
    INDArray alone =
        new GradCam(TrainedLenet.network())
            .explain(images.slice(3).reshape(1, 1, 28, 28), new int[] {answers[3]});
    assertThat(alone.reshape(-1).toFloatVector())
        .containsExactly(gradCam.slice(3).dup().reshape(-1).toFloatVector(), Offset.offset(1e-4f));
  }

  @Test
  void baselinesKnowNothingOfTheNetwork() {
    INDArray random = Explanation.random(5).explain(images, answers);
    assertThat(random).isEqualTo(Explanation.random(5).explain(images, answers));
    assertThat(random).isNotEqualTo(Explanation.random(6).explain(images, answers));
    assertThat(Explanation.ink().explain(images, answers))
        .isEqualTo(images.reshape(TrainedLenet.IMAGES, 28, 28));
  }

  @Test
  void whatCannotBeIsSaidInWords() {
    assertThatThrownBy(() -> Explanation.integratedGradients(network, 0))
        .hasMessage("Integrated gradients need at least 1 step, not 0.");
    assertThatThrownBy(() -> new Occlusion(network, 3, 4))
        .hasMessage(
            "A square of at least 1 pixel moves by 1 pixel up to its own size, but size 3 and stride 4 were given.");
    MultiLayerNetwork flat = SmallNetworks.start(SmallNetworks.learning(1));
    assertThatThrownBy(() -> new GradCam(flat))
        .hasMessage("Grad-CAM needs a convolution, but the network has none among its 1 layers.");
    INDArray colour = Nd4j.zeros(1, 3, 28, 28);
    assertThatThrownBy(() -> new Occlusion(network, 4, 2).explain(colour, new int[1]))
        .hasMessage(
            "Images to be explained have the shape [n, 1, height, width], but these have %s."
                .formatted(Arrays.toString(colour.shape())));
  }
}
