package digitlab.check;

import digitlab.model.Summary;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Looks at how networks are built. */
final class NetworkChecks {
  private NetworkChecks() {}

  static void parameters(String name, MultiLayerNetwork network, long expected, String hint) {
    long found = ready(network).numParams();
    if (found != expected) {
      throw new NotYetRight(
          "%s has %,d parameters, which is not the number of the network that the task describes. %s"
              .formatted(name, found, hint));
    }
  }

  static void layers(
      String name, MultiLayerNetwork network, MultiLayerConfiguration expected, String hint) {
    compare(name, network, expected, row -> row, hint);
  }

  static void kinds(
      String name, MultiLayerNetwork network, MultiLayerConfiguration expected, String hint) {
    compare(name, network, expected, Summary.Row::layer, hint);
  }

  static void outputs(
      String name, MultiLayerNetwork network, MultiLayerConfiguration expected, String hint) {
    compare(name, network, expected, Summary.Row::output, hint);
  }

  /** Compares one side of the layers, in order, and tells the first that differs. */
  private static void compare(
      String name,
      MultiLayerNetwork network,
      MultiLayerConfiguration expected,
      Function<Summary.Row, ?> side,
      String hint) {
    MultiLayerNetwork other = new MultiLayerNetwork(expected);
    other.init();
    List<Summary.Row> found = rows(ready(network));
    List<Summary.Row> right = rows(other);
    for (int i = 0; i < Math.min(found.size(), right.size()); i++) {
      Summary.Row row = found.get(i);
      if (!side.apply(row).equals(side.apply(right.get(i)))) {
        throw new NotYetRight(
            "Row %d in the summary of %s (%s, output %s, %,d parameters) is not as the task describes it. %s"
                .formatted(i + 1, name, row.layer(), row.output(), row.trainable(), hint));
      }
    }
    if (found.size() != right.size()) {
      throw new NotYetRight(
          "The summary of %s has %d rows, which is not the number that the task describes. %s"
              .formatted(name, found.size(), hint));
    }
  }

  private static List<Summary.Row> rows(MultiLayerNetwork network) {
    return Summary.of(network).rows();
  }

  /** Not what an exercise is about: a network that was not initialised yet is, here. */
  private static MultiLayerNetwork ready(MultiLayerNetwork network) {
    network.init();
    return network;
  }
}
