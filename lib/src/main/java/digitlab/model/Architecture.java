package digitlab.model;

import java.util.function.LongFunction;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/**
 * A network that was published: its layers, its parameters, and what came of it there.
 *
 * @param name as a command line has it, such as {@code max-pooling}
 * @param title as a heading has it, such as {@code Max pooling}
 * @param trainable parameters that training changes by gradients
 * @param fixed parameters that it does not: running means and variances
 * @param study how it was trained, and with what result
 * @param builder from a seed to the network's configuration
 */
public record Architecture(
    String name,
    String title,
    long trainable,
    long nonTrainable,
    Study study,
    LongFunction<MultiLayerConfiguration> builder) {

  /**
   * A published training of a network.
   *
   * @param notebook the number of the notebook that repeats it, such as {@code 03}
   * @param origin where the network or its training comes from
   * @param epochs passes over the training set; single batches where these are drawn at random
   * @param batchSize images in a batch
   * @param seed the study's seed, or 1 where it names none
   * @param development the share of the training set that is kept back to watch the training, 0…1
   * @param loss the published loss on the test set, NaN where none was published
   * @param accuracy the published accuracy on the test set, 0…1
   */
  public record Study(
      String notebook,
      String origin,
      int epochs,
      int batchSize,
      long seed,
      double development,
      double loss,
      double accuracy) {}

  /** The configuration of a new network whose starting weights depend on the seed. */
  public MultiLayerConfiguration configuration(long seed) {
    return builder.apply(seed);
  }

  /** Parameters in all. */
  public long parameters() {
    return trainable + nonTrainable;
  }
}
