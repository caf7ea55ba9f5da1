package digitlab.explain;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.compiled.Engines;
import digitlab.data.Batches;
import digitlab.model.Architectures;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Compiled gradients of images are the plain ones, for each network and on each engine. */
class CompiledImageGradientsTest {
  static Stream<Arguments> networks() {
    Stream<String> engines =
        Engines.whyNotOneDnn().isEmpty()
            ? Stream.of(Engines.ONEDNN, Engines.PORTABLE)
            : Stream.of(Engines.PORTABLE);
    return engines.flatMap(
        engine -> Architectures.all().stream().map(each -> Arguments.of(each.name(), engine)));
  }

  @AfterEach
  void anyEngineAgain() {
    Engines.forceNone();
  }

  /** 103 images: a whole batch of the plan and a part of one. */
  @ParameterizedTest
  @MethodSource("networks")
  void gradientsAndLogitsAreThoseOfThePlainWay(String name, String engine) {
    Engines.force(engine);
    MultiLayerNetwork network = SmallNetworks.start(Architectures.named(name).configuration(1));
    INDArray all = Batches.inOrder(RealDigits.first(0, 103).test(), 103).next().getFeatures();
    // The plain way takes long for the wide network: it is asked about the ends of both batches.
    INDArray some = Nd4j.concat(0, image(all, 0), image(all, 99), image(all, 100), image(all, 102));
    INDArray weights = Nd4j.rand(103, 10).subi(0.5);
    INDArray someWeights = weights.getRows(0, 99, 100, 102);
    try (ImageGradients plain = ImageGradients.plain(network);
        ImageGradients compiled = ImageGradients.of(network)) {
      assertThat(compiled).isInstanceOf(CompiledImageGradients.class);
      assertClose(compiled.logits(all).getRows(0, 99, 100, 102), plain.logits(some));
      INDArray gradient = compiled.gradient(all, weights);
      INDArray found =
          Nd4j.concat(
              0,
              image(gradient, 0),
              image(gradient, 99),
              image(gradient, 100),
              image(gradient, 102));
      assertClose(found, plain.gradient(some, someWeights));
    }
  }

  @Test
  void itKeepsTheWeightsOfTheMoment() {
    MultiLayerNetwork network = SmallNetworks.start(SmallNetworks.learning(1));
    INDArray images = Batches.inOrder(RealDigits.first(0, 2).test(), 2).next().getFeatures();
    try (ImageGradients gradients = ImageGradients.of(network)) {
      INDArray before = gradients.logits(images);
      network.params().muli(2);
      assertThat(gradients.logits(images)).isEqualTo(before);
    }
  }

  private static INDArray image(INDArray images, int number) {
    return images.slice(number).dup().reshape(1, 1, 28, 28);
  }

  private static void assertClose(INDArray found, INDArray expected) {
    double largest = Math.abs(expected.amaxNumber().doubleValue());
    assertThat(found.dup().reshape(-1).toFloatVector())
        .containsExactly(
            expected.dup().reshape(-1).toFloatVector(), Offset.offset((float) (1e-4 * largest)));
  }
}
