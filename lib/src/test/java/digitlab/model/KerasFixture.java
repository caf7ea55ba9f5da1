package digitlab.model;

import digitlab.data.Batches;
import digitlab.data.Digits;
import digitlab.testing.RealDigits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * What Keras made of one of the lab's networks, written by {@code bench/keras_fixtures.py}: the
 * images of each batch, and what came out. The starting weights follow from a formula.
 */
record KerasFixture(JsonNode json) {
  private static final int IMAGES = 10;

  static KerasFixture read(String network) {
    String file = "/keras/" + network + ".json";
    try (InputStream in = KerasFixture.class.getResourceAsStream(file)) {
      return new KerasFixture(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  /** The losses before each step; in 32 bits, as Keras is used. */
  double[] losses(String optimizer) {
    return numbers(json.get(optimizer).get("losses"));
  }

  double[] lossesIn64Bits(String optimizer) {
    return numbers(json.get(optimizer).get("losses_in_64_bits"));
  }

  /** The probabilities of the first test images after all steps, image by image. */
  double[] outputs(String optimizer) {
    return flat(json.get(optimizer).get("outputs"));
  }

  private static double[] flat(JsonNode images) {
    List<Double> all = new ArrayList<>();
    for (JsonNode image : images) {
      image.forEach(probability -> all.add(probability.asDouble()));
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The batches, with labels of the kind that the network takes. */
  List<DataSet> batches(MultiLayerConfiguration configuration) {
    int last = configuration.getConfs().size() - 1;
    OutputLayer output = (OutputLayer) configuration.getConf(last).getLayer();
    boolean sparse = output.getLossFn() instanceof LossSparseMCXENT;
    List<DataSet> batches = new ArrayList<>();
    for (JsonNode numbers : json.get("batches")) {
      Batches batch = Batches.inOrder(chosen(numbers), numbers.size());
      batches.add((sparse ? batch.withIntegerLabels() : batch).next());
    }
    return batches;
  }

  static INDArray testImages() {
    return Batches.inOrder(RealDigits.first(0, IMAGES).test(), IMAGES).next().getFeatures();
  }

  /** The network with the weights from which Keras began, too. */
  static MultiLayerNetwork start(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    int number = 0;
    for (int layer = 0; layer < network.getnLayers(); layer++) {
      INDArray weights = network.getLayer(layer).paramTable().get("W");
      if (weights != null) {
        network.setParam(layer + "_W", glorotUniform(++number, weights));
        network.getParam(layer + "_b").assign(0);
      }
    }
    return network;
  }

  /** The same formula is in the script: 24 random bits for each weight, rounded to 32 bits. */
  private static INDArray glorotUniform(long seed, INDArray weights) {
    long[] shape = weights.shape();
    SplittableRandom random = new SplittableRandom(seed);
    long window = shape.length == 4 ? shape[2] * shape[3] : 1;
    double limit = Math.sqrt(6.0 / ((shape[0] + shape[1]) * window));
    float[] values = new float[(int) (shape[0] * shape[1] * window)];
    for (int i = 0; i < values.length; i++) {
      double share = (random.nextLong() >>> 40) * 0x1p-24;
      values[i] = (float) ((2 * share - 1) * limit);
    }
    return Nd4j.createFromArray(values).reshape(shape).castTo(weights.dataType());
  }

  private static Digits chosen(JsonNode numbers) {
    Digits all = RealDigits.all().train();
    byte[] pixels = new byte[numbers.size() * Digits.PIXELS];
    byte[] labels = new byte[numbers.size()];
    for (int i = 0; i < labels.length; i++) {
      int image = numbers.get(i).asInt();
      System.arraycopy(
          all.pixels(), image * Digits.PIXELS, pixels, i * Digits.PIXELS, Digits.PIXELS);
      labels[i] = all.labels()[image];
    }
    return new Digits("chosen images", pixels, labels);
  }

  private static double[] numbers(JsonNode list) {
    double[] numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = list.get(i).asDouble();
    }
    return numbers;
  }
}
