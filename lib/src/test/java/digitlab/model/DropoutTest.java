package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.data.Batches;
import digitlab.testing.RealDigits;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The dropout of the wide network is Keras' {@code Dropout(0.2)}: rate, scaling, off in tests. */
class DropoutTest {
  private static final int IMAGES = 20;
  private static final int LAYER = 5;
  private static MultiLayerNetwork network;
  private static INDArray images;

  @BeforeAll
  static void build() {
    network = new MultiLayerNetwork(Architectures.wideWithDropout(1));
    network.init();
    images = Batches.inOrder(RealDigits.first(0, IMAGES).test(), IMAGES).next().getFeatures();
    assertThat(network.getLayer(LAYER).conf().getLayer()).isInstanceOf(DropoutLayer.class);
  }

  @Test
  void inTrainingAFifthIsDroppedAndTheRestGrowsByAQuarter() {
    float[] before = activations(LAYER - 1, false);
    float[] after = activations(LAYER, true);
    int alive = 0;
    int dropped = 0;
    for (int i = 0; i < before.length; i++) {
      if (before[i] > 0) {
        alive++;
        dropped += after[i] == 0 ? 1 : 0;
        assertThat(after[i] == 0 || Math.abs(after[i] / before[i] - 1.25) < 1e-5)
            .as("%s became %s", before[i], after[i])
            .isTrue();
      } else {
        assertThat(after[i]).isZero();
      }
    }
    assertThat(alive).isGreaterThan(5_000);
    // More than four standard deviations of the share.
    assertThat((double) dropped / alive).isCloseTo(0.2, Offset.offset(0.025));
  }

  @Test
  void inTestsNothingIsDropped() {
    assertThat(activations(LAYER, false)).isEqualTo(activations(LAYER - 1, false));
    assertThat(network.output(images)).isEqualTo(network.output(images));
  }

  private static float[] activations(int layer, boolean training) {
    return network
        .feedForwardToLayer(layer, images, training)
        .get(layer + 1)
        .reshape(-1)
        .toFloatVector();
  }
}
