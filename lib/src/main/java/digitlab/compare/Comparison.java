package digitlab.compare;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.step.Scores;
import digitlab.train.History;
import digitlab.train.Progress;
import digitlab.train.TrainedNetworks;
import digitlab.train.TrainedNetworks.Trained;
import digitlab.train.Trainer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
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
  /** Images that go through a network at once in a test; it changes the speed, not the result. */
  private static final int TEST_BATCH = 100;

  private final Mnist data;
  private final int epochs;
  private final int batchSize;
  private final TrainedNetworks trained;
  private final List<Contender> contenders = new ArrayList<>();
  private boolean stopped;

  private Comparison(Mnist data, int epochs, int batchSize, TrainedNetworks trained) {
    this.data = data;
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.trained = trained;
  }

  /** A comparison of networks that learn from the training set for some epochs. */
  public static Comparison on(Mnist data, int epochs, int batchSize) {
    return on(data, epochs, batchSize, TrainedNetworks.on(data));
  }

  static Comparison on(Mnist data, int epochs, int batchSize, TrainedNetworks trained) {
    return new Comparison(data, epochs, batchSize, trained);
  }

  /**
   * Adds a network, trained already or now; one of the same name is replaced.
   *
   * <p>If the training is stopped, neither this network nor a later one that would have to be
   * trained takes part, and the reader is told.
   */
  public void add(String name, MultiLayerConfiguration configuration) {
    Optional<Trained> found =
        trained.find(configuration, epochs, batchSize).or(() -> train(configuration));
    contenders.removeIf(contender -> contender.name().equals(name));
    if (found.isEmpty()) {
      Progress.here()
          .note(
              "%s is not in the comparison, because a training was stopped. Begin the comparison anew to train it."
                  .formatted(name));
      return;
    }
    Trained it = found.get();
    Scores scores = Trainer.of(it.network()).scores(labelledFor(it.network(), test()));
    contenders.add(new Contender(name, it.network(), it.history(), scores));
  }

  private Optional<Trained> train(MultiLayerConfiguration configuration) {
    if (stopped) {
      return Optional.empty();
    }
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    long seed = network.getDefaultConfiguration().getSeed();
    Batches training = labelledFor(network, Batches.shuffled(data.train(), batchSize, seed));
    History history = Trainer.of(network).fit(training, labelledFor(network, test()), epochs);
    stopped = !history.conditions().complete();
    if (stopped) {
      return Optional.empty();
    }
    trained.keep(network, history, epochs);
    return Optional.of(new Trained(network, history));
  }

  /** The batches with their labels in the form that the network's loss wants. */
  private static Batches labelledFor(MultiLayerNetwork network, Batches batches) {
    return network.getOutputLayer().conf().getLayer() instanceof BaseOutputLayer output
            && output.getLossFn() instanceof LossSparseMCXENT
        ? batches.withIntegerLabels()
        : batches;
  }

  private Batches test() {
    return Batches.inOrder(data.test(), TEST_BATCH);
  }

  /** The networks in the order in which they were added. */
  public List<Contender> contenders() {
    return List.copyOf(contenders);
  }

  /** The right classes of the test images. */
  public int[] labels() {
    return test().classes();
  }

  /** Parameters, seconds per epoch, final losses and test accuracy, a row for each network. */
  public Table table() {
    StringColumn name = StringColumn.create("network");
    LongColumn parameters = LongColumn.create("parameters");
    DoubleColumn seconds = DoubleColumn.create("seconds per epoch");
    DoubleColumn loss = DoubleColumn.create("final loss");
    DoubleColumn testLoss = DoubleColumn.create("test loss");
    DoubleColumn accuracy = DoubleColumn.create("test accuracy");
    for (Contender contender : contenders) {
      name.append(contender.name());
      parameters.append(contender.network().numParams());
      seconds.append(contender.history().secondsPerEpoch());
      loss.append(contender.history().last().loss());
      testLoss.append(contender.scores().loss());
      accuracy.append(contender.scores().accuracy());
    }
    return Table.create("Comparison", name, parameters, seconds, loss, testLoss, accuracy);
  }

  /** McNemar's test for each pair of networks. */
  public Table tests() {
    StringColumn first = StringColumn.create("network A");
    StringColumn second = StringColumn.create("network B");
    IntColumn onlyFirst = IntColumn.create("only A right");
    IntColumn onlySecond = IntColumn.create("only B right");
    DoubleColumn pValue = DoubleColumn.create("p value");
    StringColumn verdict = StringColumn.create("verdict");
    for (int i = 0; i < contenders.size(); i++) {
      for (int j = i + 1; j < contenders.size(); j++) {
        Contender a = contenders.get(i);
        Contender b = contenders.get(j);
        McNemar test = test(a, b);
        first.append(a.name());
        second.append(b.name());
        onlyFirst.append(test.onlyFirst());
        onlySecond.append(test.onlySecond());
        pValue.append(test.pValue());
        verdict.append(verdict(a, b, test));
      }
    }
    return Table.create(
        "McNemar's exact test", first, second, onlyFirst, onlySecond, pValue, verdict);
  }

  /** The test images that a network gets wrong, as numbers in the test set. */
  public int[] mistakes(String name) {
    int[] labels = labels();
    int[] predicted = contender(name).scores().predicted();
    return IntStream.range(0, labels.length).filter(i -> predicted[i] != labels[i]).toArray();
  }

  /** A network by its name. */
  public Contender contender(String name) {
    return contenders.stream()
        .filter(contender -> contender.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no network \"%s\" in the comparison, only %s."
                        .formatted(name, contenders.stream().map(Contender::name).toList())));
  }

  /**
   * Which network to use and why, in words. "Better" is said only where McNemar's test does; among
   * networks that it cannot tell apart from the most accurate one, the smallest is recommended.
   */
  public String conclusion() {
    if (contenders.size() < 2) {
      return "A comparison needs at least two networks.";
    }
    Contender best =
        contenders.stream()
            .max(Comparator.comparingDouble(contender -> contender.scores().accuracy()))
            .orElseThrow();
    List<Contender> equal =
        contenders.stream()
            .filter(other -> other == best || !test(best, other).significant())
            .toList();
    Contender choice =
        equal.stream()
            .min(Comparator.comparingLong(contender -> contender.network().numParams()))
            .orElseThrow();
    StringBuilder words = new StringBuilder();
    words.append(
        String.format(
            Locale.ROOT,
            "%s has the highest test accuracy, %.4f on %,d images.",
            best.name(),
            best.scores().accuracy(),
            labels().length));
    for (Contender other : contenders) {
      if (other != best) {
        words.append(' ').append(sentence(best, other));
      }
    }
    words.append(
        String.format(
            Locale.ROOT,
            " Use %s: %s with %,d parameters and %.1f seconds per epoch.",
            choice.name(),
            equal.size() > 1
                ? "of the networks that the test cannot tell apart from the most accurate, it is the smallest,"
                : "it is the only one that no other matches,",
            choice.network().numParams(),
            choice.history().secondsPerEpoch()));
    String caps = choice.history().conditions().caps();
    return caps.isEmpty() ? words.toString() : words + " " + caps;
  }

  private String sentence(Contender best, Contender other) {
    McNemar test = test(best, other);
    return String.format(
        Locale.ROOT,
        test.firstIsBetter()
            ? "It is better than %s (%.4f; McNemar's test: p = %s)."
            : "Against %s (%.4f) the test shows no difference (p = %s).",
        other.name(),
        other.scores().accuracy(),
        pInWords(test.pValue()));
  }

  private static String pInWords(double p) {
    return p < 0.0001 ? "below 0.0001" : String.format(Locale.ROOT, "%.4f", p);
  }

  private static String verdict(Contender a, Contender b, McNemar test) {
    if (!test.significant()) {
      return "no difference shown";
    }
    return (test.firstIsBetter() ? a : b).name() + " is better";
  }

  private McNemar test(Contender first, Contender second) {
    return McNemar.of(labels(), first.scores().predicted(), second.scores().predicted());
  }
}
