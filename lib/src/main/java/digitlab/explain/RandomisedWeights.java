package digitlab.explain;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Copies of a network that have forgotten what their last layers have learnt (Adebayo and others
 * 2018): an explanation that does not change with them does not explain the network.
 */
public final class RandomisedWeights {
  private RandomisedWeights() {}

  /** The layers that have parameters, from the output to the image. */
  public static List<Integer> layersFromTheOutput(MultiLayerNetwork network) {
    List<Integer> layers = new ArrayList<>();
    for (int layer = network.getnLayers() - 1; layer >= 0; layer--) {
      if (network.getLayer(layer).numParams() > 0) {
        layers.add(layer);
      }
    }
    return layers;
  }

  /**
   * A copy whose layers from {@code first} to the output begin anew, as before any training.
   *
   * @param seed of the new weights
   */
  public static MultiLayerNetwork from(int first, MultiLayerNetwork network, long seed) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations().clone();
    configuration.getConfs().forEach(layer -> layer.setSeed(seed));
    MultiLayerNetwork copy = new MultiLayerNetwork(configuration);
    copy.init();
    for (int layer = 0; layer < first; layer++) {
      int number = layer;
      network
          .getLayer(layer)
          .paramTable()
          .forEach((name, values) -> copy.setParam(number + "_" + name, values));
    }
    return copy;
  }
}
