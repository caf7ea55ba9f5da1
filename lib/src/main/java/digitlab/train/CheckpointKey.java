package digitlab.train;

import digitlab.data.Batches;
import digitlab.data.Fingerprint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Which training a checkpoint belongs to. The number of epochs is no part of it: a training of five
 * epochs is the first half of one of ten.
 *
 * @param version of the library
 * @param network configuration, seed and parameters at the start, as a fingerprint
 * @param training the images to learn from, and their order
 * @param validation the images to validate on
 * @param caps the caps in force in words
 */
record CheckpointKey(
    String version, String network, String training, String validation, String caps) {

  /** The key of a training that begins now with a network that has not been trained yet. */
  static CheckpointKey of(
      MultiLayerNetwork network, Batches training, DataSetIterator validation, String caps) {
    String settings = ConfigurationText.settings(network.getLayerWiseConfigurations());
    return new CheckpointKey(
        TrainedNetworks.LIBRARY_VERSION,
        Fingerprint.of(settings.getBytes(StandardCharsets.UTF_8), bytes(network.params())),
        training.identity(),
        validation instanceof Batches batches
            ? batches.identity()
            : validation.getClass().getName(),
        caps);
  }

  private static byte[] bytes(INDArray parameters) {
    ByteBuffer bytes = ByteBuffer.allocate((int) parameters.length() * Float.BYTES);
    bytes.asFloatBuffer().put(parameters.toFloatVector());
    return bytes.array();
  }

  /** By name, in order. */
  Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("version", version);
    fields.put("network", network);
    fields.put("training", training);
    fields.put("validation", validation);
    fields.put("caps", caps);
    return fields;
  }

  static CheckpointKey of(Map<String, String> fields) {
    return new CheckpointKey(
        fields.get("version"),
        fields.get("network"),
        fields.get("training"),
        fields.get("validation"),
        fields.get("caps"));
  }

  String fileName() {
    String all = String.join("\n", fields().values());
    return "checkpoint-%s.zip"
        .formatted(Fingerprint.of(all.getBytes(StandardCharsets.UTF_8)).substring(0, 16));
  }

  /** What makes another key another, in words; empty if they are equal. */
  String differenceTo(CheckpointKey other) {
    if (!version.equals(other.version)) {
      return "version %s of the library wrote it, and this is version %s"
          .formatted(other.version, version);
    }
    if (!network.equals(other.network)) {
      return "it belongs to another network, or to another seed";
    }
    if (!training.equals(other.training)) {
      return "it was trained on %s, but this training is on %s".formatted(other.training, training);
    }
    if (!validation.equals(other.validation)) {
      return "it was validated on %s, but this training on %s"
          .formatted(other.validation, validation);
    }
    return caps.equals(other.caps)
        ? ""
        : "it belongs to a run with other caps (\"%s\", now \"%s\")".formatted(other.caps, caps);
  }
}
