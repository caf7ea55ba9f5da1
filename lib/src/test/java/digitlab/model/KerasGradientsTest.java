package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.compiled.Engines;
import digitlab.data.Batches;
import digitlab.data.Digits;
import digitlab.explain.ImageGradients;
import digitlab.testing.RealDigits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.layers.normalization.BatchNormalization;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The gradient of an image's logit with respect to its pixels is Keras', for ten test images and
 * each of the lab's networks. What Keras computed was written by {@code bench/keras_gradients.py}.
 *
 * <p>An image at a kink, where rounding decides where the gradient goes, is listed in the file with
 * how far its gradient moves; it may be off by as much. With these weights none is.
 */
class KerasGradientsTest {
  private static final int IMAGES = 10;
  private static final double LARGEST_SHARE = 32767;

  /** Of the image's largest gradient. 1.5e-5 more is lost where the shares were rounded. */
  private static final double CLOSE = 8e-5;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "max-pooling",
        "average-pooling",
        "lenet5",
        "batch-normalised",
        "wide-with-dropout",
        "padded-lenet5",
        "five-predictions"
      })
  void imageGradientsOfALogitAreThoseOfKeras(String name) throws IOException {
    JsonNode keras = read(name);
    MultiLayerNetwork network = KerasFixture.start(Architectures.named(name).configuration(1));
    setNormalisation(network);
    int[] labels = Batches.inOrder(RealDigits.first(0, IMAGES).test(), IMAGES).classes();
    try (ImageGradients plain = ImageGradients.plain(network)) {
      assertSame("plain", plain, labels, keras);
    }
    for (String engine : engines()) {
      Engines.force(engine);
      try (ImageGradients compiled = ImageGradients.of(network)) {
        assertThat(compiled.getClass().getSimpleName()).isEqualTo("CompiledImageGradients");
        assertSame(engine, compiled, labels, keras);
      }
    }
  }

  @AfterEach
  void anyEngineAgain() {
    Engines.forceNone();
  }

  private static List<String> engines() {
    return Engines.whyNotOneDnn().isEmpty()
        ? List.of(Engines.ONEDNN, Engines.PORTABLE)
        : List.of(Engines.PORTABLE);
  }

  private static void assertSame(
      String way, ImageGradients gradients, int[] labels, JsonNode keras) {
    INDArray found = gradients.gradient(KerasFixture.testImages(), labels);
    assertThat(found.shape()).containsExactly(IMAGES, 1, Digits.SIDE, Digits.SIDE);
    for (int image = 0; image < IMAGES; image++) {
      double moves = keras.get("at_a_kink").path("" + image).asDouble(0);
      float[] values = found.slice(image).dup().reshape(-1).toFloatVector();
      assertThat(difference(values, keras, image))
          .as("%s, image %d", way, image)
          .isLessThan(CLOSE + moves);
    }
  }

  private static JsonNode read(String name) throws IOException {
    String file = "/keras/" + name + "-image-gradients.json";
    try (InputStream in = KerasGradientsTest.class.getResourceAsStream(file)) {
      return new ObjectMapper().readTree(in);
    }
  }

  /** The largest one, as a share of the image's largest gradient. */
  private static double difference(float[] found, JsonNode keras, int image) {
    double largest = keras.get("largest").get(image).asDouble();
    byte[] bytes = Base64.getDecoder().decode(keras.get("shares").get(image).asText());
    ByteBuffer shares = ByteBuffer.wrap(bytes);
    double difference = 0;
    for (float value : found) {
      double share = shares.getShort() / LARGEST_SHARE;
      difference = Math.max(difference, Math.abs(value / largest - share));
    }
    assertThat(shares.hasRemaining()).isFalse();
    return difference;
  }

  /** The same formula is in the script: γ and variance around 1, β and mean around 0. */
  private static void setNormalisation(MultiLayerNetwork network) {
    int number = 100;
    for (int layer = 0; layer < network.getnLayers(); layer++) {
      if (network.getLayer(layer) instanceof BatchNormalization) {
        SplittableRandom random = new SplittableRandom(++number);
        network.setParam(layer + "_gamma", uniform(random, network, layer, 0.5f));
        network.setParam(layer + "_beta", uniform(random, network, layer, -0.5f));
        network.setParam(layer + "_mean", uniform(random, network, layer, -0.5f));
        INDArray variance = uniform(random, network, layer, 0.5f);
        network.setParam(layer + "_log10stdev", Nd4j.math().log(Transforms.sqrt(variance), 10));
      }
    }
  }

  private static INDArray uniform(
      SplittableRandom random, MultiLayerNetwork network, int layer, float low) {
    float[] values = new float[(int) network.getParam(layer + "_mean").length()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((random.nextLong() >>> 40) * 0x1p-24) + low;
    }
    return Nd4j.createFromArray(values).reshape(1, values.length);
  }
}
