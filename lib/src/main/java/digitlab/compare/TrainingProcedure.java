package digitlab.compare;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.step.EvaluationResult;
import digitlab.train.History;
import digitlab.train.TrainedNetworks;
import digitlab.train.TrainedNetworks.Trained;
import digitlab.train.Trainer;
import java.util.Optional;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The training and the test that all networks of a comparison get alike. */
final class TrainingProcedure {
  /** Images that go through a network at once in a test; it changes the speed, not the result. */
  private static final int TEST_BATCH = 100;

  private final Mnist data;
  private final int epochs;
  private final int batchSize;
  private final TrainedNetworks trained;
  private boolean stopped;

  /**
   * @param data where the images come from
   * @param epochs passes over the training set
   * @param batchSize images in a step
   * @param trained where trained networks are kept, and found again
   */
  TrainingProcedure(Mnist data, int epochs, int batchSize, TrainedNetworks trained) {
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
    return trained
        .find(configuration, epochs, batchSize)
        .or(() -> stopped ? Optional.empty() : train(configuration))
        .map(it -> tested(name, it));
  }

  private ComparedNetwork tested(String name, Trained it) {
    EvaluationResult evaluation = Trainer.of(it.network()).evaluate(test());
    return new ComparedNetwork(name, it.network(), it.history(), evaluation);
  }

  /** The test images, in order. */
  Batches test() {
    return Batches.inOrder(data.test(), TEST_BATCH);
  }

  private Optional<Trained> train(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    long seed = network.getDefaultConfiguration().getSeed();
    History history =
        Trainer.of(network).fit(Batches.shuffled(data.train(), batchSize, seed), test(), epochs);
    // A training that has diverged is a result, too.
    stopped = !history.conditions().complete() && !history.diverged();
    if (stopped) {
      return Optional.empty();
    }
    trained.keep(network, history, epochs);
    return Optional.of(new Trained(network, history));
  }
}
