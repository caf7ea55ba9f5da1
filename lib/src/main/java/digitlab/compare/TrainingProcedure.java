package digitlab.compare;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.step.EvaluationResult;
import digitlab.text.MeasureColumn;
import digitlab.train.Epoch;
import digitlab.train.History;
import digitlab.train.SweepProgress;
import digitlab.train.TrainedNetworks;
import digitlab.train.TrainedNetworks.Trained;
import digitlab.train.Trainer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** The training and the test that all networks of a comparison get alike. */
final class TrainingProcedure {
  /** Images that go through a network at once in a test; it changes the speed, not the result. */
  private static final int TEST_BATCH = 100;

  private final Mnist data;
  private final int epochs;
  private final int batchSize;
  private final TrainedNetworks trained;
  private final SweepProgress progress;
  private final List<Row> rows = new ArrayList<>();
  private boolean stopped;

  /** A training that this has done, without the network, of which there may be many. */
  private record Row(
      String network, long seed, History history, double testLoss, double testAccuracy) {
    static Row of(ComparedNetwork compared, long seed) {
      EvaluationResult test = compared.evaluation();
      return new Row(compared.name(), seed, compared.history(), test.loss(), test.accuracy());
    }
  }

  /**
   * @param data where the images come from
   * @param epochs passes over the training set
   * @param batchSize images in a step
   * @param trained where trained networks are kept, and found again
   */
  TrainingProcedure(Mnist data, int epochs, int batchSize, TrainedNetworks trained) {
    this(data, epochs, batchSize, trained, SweepProgress.here());
  }

  TrainingProcedure(
      Mnist data, int epochs, int batchSize, TrainedNetworks trained, SweepProgress progress) {
    this.progress = progress;
    this.data = data;
    this.epochs = epochs;
    this.batchSize = batchSize;
    this.trained = trained;
  }

  /**
   * Trains and tests a network, or tests it as it was trained before.
   *
   * @return nothing, if somebody stopped this training, or one before it
   */
  Optional<ComparedNetwork> trainedAndTested(String name, MultiLayerConfiguration configuration) {
    Optional<Trained> found = trained.find(configuration, epochs, batchSize);
    if (found.isPresent() || stopped) {
      return found.map(it -> tested(name, it));
    }
    long seed = configuration.getConf(0).getSeed();
    Optional<ComparedNetwork> done = train(name, seed, configuration).map(it -> tested(name, it));
    done.ifPresent(
        compared -> {
          rows.add(Row.of(compared, seed));
          progress.results(results());
        });
    return done;
  }

  /** A row for each training that was done here. */
  private Table results() {
    StringColumn name = StringColumn.create("network");
    LongColumn seed = LongColumn.create("seed");
    IntColumn done = IntColumn.create("epochs");
    DoubleColumn loss = MeasureColumn.create("loss");
    DoubleColumn testLoss = MeasureColumn.create("test loss");
    DoubleColumn accuracy = DoubleColumn.create("test accuracy");
    DoubleColumn seconds = DoubleColumn.create("seconds");
    for (Row row : rows) {
      History history = row.history();
      name.append(row.network());
      seed.append(row.seed());
      done.append(history.epochs().size());
      loss.append(history.last().loss());
      testLoss.append(row.testLoss());
      accuracy.append(row.testAccuracy());
      seconds.append(history.epochs().stream().mapToDouble(Epoch::seconds).sum());
    }
    String caps = rows.get(0).history().conditions().caps();
    String title = caps.isEmpty() ? "Newly trained" : "Newly trained. " + caps;
    return Table.create(title, name, seed, done, loss, testLoss, accuracy, seconds);
  }

  private ComparedNetwork tested(String name, Trained it) {
    EvaluationResult evaluation = Trainer.of(it.network()).evaluate(test());
    return new ComparedNetwork(name, it.network(), it.history(), evaluation);
  }

  /** The test images, in order. */
  Batches test() {
    return Batches.inOrder(data.test(), TEST_BATCH);
  }

  private Optional<Trained> train(String name, long seed, MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    History history =
        Trainer.of(network, progress.training("%s, seed %d".formatted(name, seed)))
            .fit(Batches.shuffled(data.train(), batchSize, seed), test(), epochs);
    // A training that has diverged is a result, too.
    stopped = !history.conditions().complete() && !history.diverged();
    if (stopped) {
      return Optional.empty();
    }
    trained.keep(network, history, epochs);
    return Optional.of(new Trained(network, history));
  }
}
