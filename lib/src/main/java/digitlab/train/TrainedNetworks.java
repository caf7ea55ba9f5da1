package digitlab.train;

import digitlab.data.Fingerprint;
import digitlab.data.Mnist;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.text.Numbers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The directory in which a notebook leaves a trained network for the next one.
 *
 * <p>A network is found again only under the same configuration (with its seed), number of epochs,
 * batch size, data set, caps and version of the library: a quick result can never stand in for a
 * full one.
 */
public final class TrainedNetworks {
  /** To be raised when training comes to give other results. */
  static final String LIBRARY_VERSION = "2";

  private final Path directory;
  private final String dataAndCaps;

  private TrainedNetworks(Path directory, String dataAndCaps) {
    this.directory = directory;
    this.dataAndCaps = dataAndCaps;
  }

  /** The networks trained on a data set under the caps in force. */
  public static TrainedNetworks on(Mnist data) {
    return on(data, Settings.current());
  }

  static TrainedNetworks on(Mnist data, Settings settings) {
    return new TrainedNetworks(settings.runs(), data.fingerprint() + "\n" + settings.capsInWords());
  }

  /** A trained network with the history of its training. */
  public record Trained(MultiLayerNetwork network, History history) {
    @Override
    public String toString() {
      return "network with %s parameters, trained for %s"
          .formatted(Numbers.count(network.numParams()), history);
    }
  }

  /**
   * Keeps a network that was trained for some epochs; an older one of the same key is replaced.
   *
   * <p>A training that was stopped, or that did not begin with a new network, gives something else
   * than its key says: it is not kept, and the reader is told.
   */
  public void keep(MultiLayerNetwork network, History history, int epochs) {
    keep(network, history, epochs, Progress.here());
  }

  void keep(MultiLayerNetwork network, History history, int epochs, Progress progress) {
    if (!history.conditions().complete()) {
      progress.note(
          "The network is not kept for other notebooks, only one that is trained anew through all epochs is. "
              + history.conditions().remark());
      return;
    }
    Path place =
        place(network.getLayerWiseConfigurations(), epochs, history.conditions().batchSize());
    try {
      Files.createDirectories(directory);
      Path fresh = Files.createTempDirectory(directory, "new-");
      network.save(fresh.resolve("network.zip").toFile(), true);
      HistoryFile.write(history, fresh.resolve("history.csv"));
      Files.createDirectories(place);
      // The history last: a network without it does not count as kept.
      move(fresh.resolve("network.zip"), place);
      move(fresh.resolve("history.csv"), place);
      Files.delete(fresh);
    } catch (IOException e) {
      throw new LabException(
          "The trained network could not be written to %s: %s. Is the disk full or read-only?"
              .formatted(place, e.getMessage()),
          e);
    }
  }

  /** Finds a network of this configuration that was trained for some epochs. */
  public Optional<Trained> find(MultiLayerConfiguration configuration, int epochs, int batchSize) {
    Path place = place(configuration, epochs, batchSize);
    if (!Files.exists(place.resolve("history.csv"))) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Trained(
              MultiLayerNetwork.load(place.resolve("network.zip").toFile(), true),
              HistoryFile.read(place.resolve("history.csv"))));
    } catch (IOException | RuntimeException e) {
      // A damaged file makes Deeplearning4j and Tablesaw throw many kinds of exceptions.
      throw new LabException(
          "The trained network in %s cannot be read: %s. Delete that directory and train again."
              .formatted(place, e.getMessage()),
          e);
    }
  }

  private Path place(MultiLayerConfiguration configuration, int epochs, int batchSize) {
    String key =
        String.join(
            "\n",
            LIBRARY_VERSION,
            ConfigurationText.settings(configuration),
            dataAndCaps,
            epochs + " epochs in batches of " + batchSize);
    return directory.resolve(Fingerprint.of(key.getBytes(StandardCharsets.UTF_8)).substring(0, 16));
  }

  @Override
  public String toString() {
    return "trained networks in " + directory;
  }

  private static void move(Path file, Path place) throws IOException {
    Files.move(file, place.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
  }
}
