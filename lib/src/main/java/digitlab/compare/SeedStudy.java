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
import java.util.function.LongFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * Architectures, each trained several times from different seeds and tested on the same images.
 *
 * <p>Every network is kept when it has been trained: a seed more costs only its own trainings, and
 * what was broken off goes on where it stood.
 */
public final class SeedStudy {
  private final TrainingProcedure training;
  private final long[] seeds;
  private final List<SeedRun> runs = new ArrayList<>();

  private SeedStudy(TrainingProcedure training, long[] seeds) {
    this.training = training;
    this.seeds = seeds;
  }

  /**
   * Trainings of some epochs on the training set.
   *
   * @param seeds at least two different ones
   */
  public static SeedStudy on(Mnist data, int epochs, int batchSize, long... seeds) {
    return on(new TrainingProcedure(data, epochs, batchSize, TrainedNetworks.on(data)), seeds);
  }

  static SeedStudy on(TrainingProcedure training, long... seeds) {
    if (seeds.length < 2 || LongStream.of(seeds).distinct().count() < seeds.length) {
      throw new IllegalArgumentException(
          "A study over seeds needs at least two, all different, but they are %s."
              .formatted(LongStream.of(seeds).boxed().toList()));
    }
    return new SeedStudy(training, seeds.clone());
  }

  /**
   * Adds an architecture, trained already or now; one of the same name is replaced.
   *
   * <p>If a training is stopped, the architecture does not take part, and the reader is told; what
   * was trained before is kept for the next time.
   */
  public void add(String name, LongFunction<MultiLayerConfiguration> architecture) {
    List<SeedRun> added = new ArrayList<>();
    for (long seed : seeds) {
      training
          .trainedAndTested(name, architecture.apply(seed))
          .ifPresent(compared -> added.add(SeedRun.of(compared, seed)));
    }
    runs.removeIf(run -> run.network().equals(name));
    if (added.size() == seeds.length) {
      runs.addAll(added);
    } else {
      Progress.here()
          .note(
              "%s is not in the comparison: %d of its %d trainings are there, one was stopped. Begin the comparison anew to go on with the others."
                  .formatted(name, added.size(), seeds.length));
    }
  }

  /** A row for each training. */
  public Table runs() {
    StringColumn name = StringColumn.create("network");
    LongColumn seed = LongColumn.create("seed");
    DoubleColumn loss = MeasureColumn.create("test loss");
    DoubleColumn accuracy = DoubleColumn.create("test accuracy");
    DoubleColumn seconds = DoubleColumn.create("seconds");
    for (SeedRun run : runs) {
      name.append(run.network());
      seed.append(run.seed());
      loss.append(run.evaluation().loss());
      accuracy.append(run.accuracy());
      seconds.append(run.seconds());
    }
    return Table.create("Trainings", name, seed, loss, accuracy, seconds);
  }

  /** Mean, spread and costs: a row for each architecture. Seconds and losses are means. */
  public Table table() {
    StringColumn name = StringColumn.create("network");
    DoubleColumn mean = DoubleColumn.create("mean accuracy");
    DoubleColumn deviation = DoubleColumn.create("standard deviation");
    DoubleColumn low = DoubleColumn.create("95 % from");
    DoubleColumn high = DoubleColumn.create("to");
    DoubleColumn loss = MeasureColumn.create("mean loss");
    LongColumn parameters = CountColumn.of(LongColumn.create("parameters"));
    DoubleColumn seconds = DoubleColumn.create("seconds");
    DoubleColumn memory = DoubleColumn.create("memory in MB");
    for (String network : names()) {
      Interval interval = Interval.of(accuracies(network));
      name.append(network);
      mean.append(interval.mean());
      deviation.append(interval.standardDeviation());
      low.append(interval.low());
      high.append(interval.high());
      loss.append(mean(network, run -> run.evaluation().loss()));
      parameters.append(of(network).get(0).parameters());
      seconds.append(mean(network, SeedRun::seconds));
      memory.append(of(network).get(0).memory() / 1e6);
    }
    return Table.create(
        "Test accuracy over %d seeds".formatted(seeds.length),
        name,
        mean,
        deviation,
        low,
        high,
        loss,
        parameters,
        seconds,
        memory);
  }

  /** Welch's test of the accuracies for each pair of architectures, with Holm's correction. */
  public Table tests() {
    PairTable table = new PairTable("Welch's t-test over %d seeds".formatted(seeds.length));
    DoubleColumn difference = table.add(DoubleColumn.create("difference of means"));
    for (PairTable.Pair pair : PairTable.pairs(names())) {
      Welch test = Welch.of(accuracies(pair.first()), accuracies(pair.second()));
      difference.append(test.difference());
      table.append(pair, test.difference(), test.pValue());
    }
    return table.corrected();
  }

  /** McNemar's test for each pair of networks trained from one seed, with Holm's correction. */
  public Table mcNemar(long seed) {
    Map<String, int[]> predicted = new LinkedHashMap<>();
    names().forEach(name -> predicted.put(name, run(name, seed).evaluation().predicted()));
    return PairTable.mcNemar(
        "McNemar's exact test, seed %d".formatted(seed), training.test().classes(), predicted);
  }

  /** What the tests over the seeds allow to say, in words. */
  public String conclusion() {
    List<String> names = names();
    if (names.size() < 2) {
      return "A comparison needs at least two networks.";
    }
    String best =
        names.stream()
            .max(Comparator.comparingDouble(name -> mean(name, SeedRun::accuracy)))
            .orElseThrow();
    StringBuilder words = new StringBuilder();
    words.append(
        "Over %d seeds, %s has the highest mean test accuracy, %s."
            .formatted(seeds.length, best, Numbers.measure(mean(best, SeedRun::accuracy))));
    tests().stream()
        .filter(row -> row.getString(0).equals(best) || row.getString(1).equals(best))
        .forEach(row -> words.append(' ').append(sentence(best, row)));
    String caps = runs.get(0).history().conditions().caps();
    return caps.isEmpty() ? words.toString() : words + " " + caps;
  }

  @Override
  public String toString() {
    return runs.isEmpty()
        ? "seed study without a network"
        : "seed study of %s over %d seeds".formatted(String.join(", ", names()), seeds.length);
  }

  private String sentence(String best, Row row) {
    String other = row.getString(0).equals(best) ? row.getString(1) : row.getString(0);
    double pValue = row.getDouble(PairTable.CORRECTED);
    return (row.getString(PairTable.VERDICT).equals(Verdict.NONE)
            ? "Against %s (%s) Welch's test shows no difference (%s)."
            : "It is better than %s (%s; Welch's test: %s).")
        .formatted(other, Numbers.measure(mean(other, SeedRun::accuracy)), Numbers.pValue(pValue));
  }

  private List<String> names() {
    return runs.stream().map(SeedRun::network).distinct().toList();
  }

  private List<SeedRun> of(String network) {
    return runs.stream().filter(run -> run.network().equals(network)).toList();
  }

  private SeedRun run(String network, long seed) {
    return of(network).stream()
        .filter(run -> run.seed() == seed)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No network was trained from the seed %d, only from %s."
                        .formatted(seed, LongStream.of(seeds).boxed().toList())));
  }

  private double[] accuracies(String network) {
    return of(network).stream().mapToDouble(SeedRun::accuracy).toArray();
  }

  private double mean(String network, ToDoubleFunction<SeedRun> value) {
    return of(network).stream().mapToDouble(value).average().orElseThrow();
  }
}
