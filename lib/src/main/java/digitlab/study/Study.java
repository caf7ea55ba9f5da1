package digitlab.study;

import digitlab.data.Mnist;
import digitlab.model.Architecture;
import digitlab.settings.Settings;
import digitlab.train.TrainedNetworks;
import java.util.Optional;

/**
 * A published training of a network, which a notebook repeats.
 *
 * @param notebook the number of that notebook, such as {@code 03}
 * @param architecture the network
 * @param source who published the figures
 * @param epochs passes over the training set; single batches where these are drawn at random
 * @param batchSize images in a batch
 * @param seed the study's seed, or 1 where it names none
 * @param development the share of the training set that is kept back to watch the training, 0…1
 * @param loss the published loss on the test set, NaN where none was published
 * @param accuracy the published accuracy on the test set, 0…1
 */
public record Study(
    String notebook,
    Architecture architecture,
    Source source,
    int epochs,
    int batchSize,
    long seed,
    double development,
    double loss,
    double accuracy) {

  /**
   * The network that this study's notebook has trained and kept, on the same images, from the seed
   * in force and under the caps in force.
   */
  public Optional<TrainedNetworks.Trained> trained(Mnist mnist) {
    Mnist seen = development == 0 ? mnist : mnist.developmentSplit(development);
    long start = Settings.current().seedOr(seed);
    return TrainedNetworks.on(seen).find(architecture.configuration(start), epochs, batchSize);
  }

  @Override
  public String toString() {
    return "%s, repeated in notebook %s; published: %s"
        .formatted(architecture.title(), notebook, source.citation());
  }
}
