package digitlab.model;

import digitlab.text.Numbers;
import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A network that the lab knows by name: its layers and its parameters.
 *
 * @param name as a command line has it, such as {@code max-pooling}
 * @param title as a heading has it, such as {@code Max pooling}
 * @param trainable parameters that training changes by gradients
 * @param nonTrainable parameters that it does not: running means and variances
 * @param builder from a seed to the network's configuration
 */
public record Architecture(
    String name,
    String title,
    long trainable,
    long nonTrainable,
    LongFunction<MultiLayerConfiguration> builder) {

  /** The configuration of a new network whose starting weights depend on the seed. */
  public MultiLayerConfiguration configuration(long seed) {
    return builder.apply(seed);
  }

  /** Parameters in all. */
  public long parameters() {
    return trainable + nonTrainable;
  }

  @Override
  public String toString() {
    return title + ": " + Numbers.count(parameters(), "parameter");
  }
}
