package digitlab.bench;

import digitlab.model.Architectures;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** Every network of {@link Architectures}, under its name. */
final class BenchNetworks {
  private BenchNetworks() {}

  /** The configurations by name, so that a new architecture is measured without further ado. */
  static Map<String, MultiLayerConfiguration> all(long seed) {
    Map<String, MultiLayerConfiguration> networks = new LinkedHashMap<>();
    Architectures.all().forEach(it -> networks.put(it.name(), it.configuration(seed)));
    return networks;
  }
}
