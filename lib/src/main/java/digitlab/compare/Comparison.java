package digitlab.compare;

import digitlab.data.Mnist;
import digitlab.text.CountColumn;
import digitlab.text.MeasureColumn;
import digitlab.text.Numbers;
import digitlab.train.Progress;
import digitlab.train.TrainedNetworks;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Networks trained alike and tested on the same images.
 *
 * <p>A network that an earlier notebook has trained is used as it is; any other is trained when it
 * is added, and kept.
 */
public final class Comparison {
  private final TrainingProcedure training;
  private final List<ComparedNetwork> networks = new ArrayList<>();

  private Comparison(TrainingProcedure training) {
    this.training = training;
  }

  /** A comparison of networks that learn from the training set for some epochs. */
  public static Comparison on(Mnist data, int epochs, int batchSize) {
    return on(data, epochs, batchSize, TrainedNetworks.on(data));
  }

  static Comparison on(Mnist data, int epochs, int batchSize, TrainedNetworks trained) {
    return new Comparison(new TrainingProcedure(data, epochs, batchSize, trained));
  }

  /**
   * Adds a network, trained already or now; one of the same name is replaced.
   *
   * <p>If the training is stopped, neither this network nor a later one that would have to be
   * trained takes part, and the reader is told.
   */
  public void add(String name, MultiLayerConfiguration configuration) {
    Optional<ComparedNetwork> added = training.trainedAndTested(name, configuration);
    networks.removeIf(compared -> compared.name().equals(name));
    added.ifPresentOrElse(
        networks::add,
        () ->
            Progress.here()
                .note(
                    "%s is not in the comparison, because a training was stopped. Begin the comparison anew to train it."
                        .formatted(name)));
  }

  /** The networks in the order in which they were added. */
  public List<ComparedNetwork> networks() {
    return List.copyOf(networks);
  }

  /** The right classes of the test images. */
  public int[] labels() {
    return training.test().classes();
  }

  /** Parameters, seconds per epoch, final losses and test accuracy, a row for each network. */
  public Table table() {
    StringColumn name = StringColumn.create("network");
    LongColumn parameters = CountColumn.of(LongColumn.create("parameters"));
    DoubleColumn seconds = DoubleColumn.create("seconds per epoch");
    DoubleColumn loss = MeasureColumn.create("final loss");
    DoubleColumn testLoss = MeasureColumn.create("test loss");
    DoubleColumn accuracy = DoubleColumn.create("test accuracy");
    for (ComparedNetwork compared : networks) {
      name.append(compared.name());
      parameters.append(compared.network().numParams());
      seconds.append(compared.history().secondsPerEpoch());
      loss.append(compared.history().last().loss());
      testLoss.append(compared.evaluation().loss());
      accuracy.append(compared.evaluation().accuracy());
    }
    return Table.create("Comparison", name, parameters, seconds, loss, testLoss, accuracy);
  }

  /** McNemar's test for each pair of networks, with Holm's correction. */
  public Table tests() {
    Map<String, int[]> predicted = new LinkedHashMap<>();
    networks.forEach(it -> predicted.put(it.name(), it.evaluation().predicted()));
    return PairTable.mcNemar("McNemar's exact test", labels(), predicted);
  }

  /** The test images that a network gets wrong, as numbers in the test set. */
  public int[] mistakes(String name) {
    int[] labels = labels();
    int[] predicted = network(name).evaluation().predicted();
    return IntStream.range(0, labels.length).filter(i -> predicted[i] != labels[i]).toArray();
  }

  /** A network by its name. */
  public ComparedNetwork network(String name) {
    return networks.stream()
        .filter(compared -> compared.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no network \"%s\" in the comparison, only %s."
                        .formatted(name, networks.stream().map(ComparedNetwork::name).toList())));
  }

  /**
   * Which network to use and why, in words. "Better" is said only where McNemar's test does; among
   * networks that it cannot tell apart from the most accurate one, the smallest is recommended.
   */
  public String conclusion() {
    if (networks.size() < 2) {
      return "A comparison needs at least two networks.";
    }
    ComparedNetwork best =
        networks.stream()
            .max(Comparator.comparingDouble(compared -> compared.evaluation().accuracy()))
            .orElseThrow();
    Table tests = tests();
    List<ComparedNetwork> equal =
        networks.stream()
            .filter(other -> other == best || pValue(tests, best, other) >= McNemar.LEVEL)
            .toList();
    ComparedNetwork choice =
        equal.stream()
            .min(Comparator.comparingLong(compared -> compared.network().numParams()))
            .orElseThrow();
    StringBuilder words = new StringBuilder();
    words.append(
        "%s has the highest test accuracy, %s on %s images."
            .formatted(
                best.name(),
                Numbers.measure(best.evaluation().accuracy()),
                Numbers.count(labels().length)));
    for (ComparedNetwork other : networks) {
      if (other != best) {
        words.append(' ').append(sentence(best, other, pValue(tests, best, other)));
      }
    }
    words.append(
        " Use %s: %s with %s parameters and %s seconds per epoch."
            .formatted(
                choice.name(),
                equal.size() > 1
                    ? "of the networks that the test cannot tell apart from the most accurate, it is"
                        + " the smallest,"
                    : "it is the only one that no other matches,",
                Numbers.count(choice.network().numParams()),
                Numbers.amount(choice.history().secondsPerEpoch())));
    String caps = choice.history().conditions().caps();
    return caps.isEmpty() ? words.toString() : words + " " + caps;
  }

  @Override
  public String toString() {
    return networks.isEmpty()
        ? "comparison without a network"
        : "comparison of "
            + networks.stream().map(ComparedNetwork::name).collect(Collectors.joining(", "));
  }

  private static String sentence(ComparedNetwork best, ComparedNetwork other, double pValue) {
    return (pValue < McNemar.LEVEL
            ? "It is better than %s (%s; McNemar's test: %s)."
            : "Against %s (%s) the test shows no difference (%s).")
        .formatted(
            other.name(), Numbers.measure(other.evaluation().accuracy()), Numbers.pValue(pValue));
  }

  /** The corrected one, whichever of the two networks comes first in the table. */
  private static double pValue(Table tests, ComparedNetwork one, ComparedNetwork other) {
    Set<String> pair = Set.of(one.name(), other.name());
    return tests.stream()
        .filter(row -> Set.of(row.getString(0), row.getString(1)).equals(pair))
        .mapToDouble(row -> row.getDouble(PairTable.CORRECTED))
        .findFirst()
        .orElseThrow();
  }
}
