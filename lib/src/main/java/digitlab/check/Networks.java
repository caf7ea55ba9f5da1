package digitlab.check;

import digitlab.model.Summary;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Looks at how networks are built. */
final class Networks {
  private Networks() {}

  static void parameters(String name, MultiLayerNetwork network, long expected, String hint) {
    long found = ready(name, network).numParams();
    if (found != expected) {
      throw new NotYetRight(
          "%s has %,d parameters, which is not the number of the network that the task describes. %s"
              .formatted(name, found, hint));
    }
  }

  static void layers(
      String name, MultiLayerNetwork network, MultiLayerConfiguration expected, String hint) {
    int found = ready(name, network).getnLayers();
    if (found != expected.getConfs().size()) {
      throw new NotYetRight(
          "%s has %d layers, which is not the number that the task describes. %s"
              .formatted(name, found, hint));
    }
    int rows = rows(network).size();
    for (int layer = 1; layer <= rows; layer++) {
      layer(name, network, layer, expected, hint);
    }
  }

  static void layer(
      String name,
      MultiLayerNetwork network,
      int layer,
      MultiLayerConfiguration expected,
      String hint) {
    List<Summary.Row> found = rows(ready(name, network));
    if (found.size() < layer) {
      throw new NotYetRight(
          "%s has no layer %d: its summary ends after %d. %s"
              .formatted(name, layer, found.size(), hint));
    }
    MultiLayerNetwork right = new MultiLayerNetwork(expected);
    right.init();
    Summary.Row row = found.get(layer - 1);
    if (!row.equals(rows(right).get(layer - 1))) {
      throw new NotYetRight(
          "Layer %d of %s (%s, output %s, %,d parameters) is not as the task describes it. %s"
              .formatted(layer, name, row.layer(), row.output(), row.trainable(), hint));
    }
  }

  private static List<Summary.Row> rows(MultiLayerNetwork network) {
    return Summary.of(network).rows();
  }

  private static MultiLayerNetwork ready(String name, MultiLayerNetwork network) {
    if (network.params() == null) {
      throw new NotYetRight(
          "%s has no parameters yet: call %s.init() after building it.".formatted(name, name));
    }
    return network;
  }
}
