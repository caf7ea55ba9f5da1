package digitlab.bench;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.train.History;
import digitlab.train.Progress;
import digitlab.train.Trainer;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The work of the notebook {@code 06-compare}, from nothing: three networks, five epochs each. */
final class WholeComparison {
  private static final int EPOCHS = 5;
  private static final int TEST_BATCH = 500;
  private static final long SEED = 1;

  private WholeComparison() {}

  /** Trains, tests after each epoch; prints a line for each network. */
  public static void main(String[] arguments) {
    Mnist mnist = Mnist.load();
    var networks = BenchNetworks.all(SEED);
    for (String name : List.of("max-pooling", "average-pooling", "lenet5")) {
      MultiLayerNetwork network = new MultiLayerNetwork(networks.get(name));
      network.init();
      // As digitlab.compare.Comparison does it, but without a notebook to show progress in.
      History history =
          Trainer.of(network, Progress.NONE)
              .fit(
                  Batches.shuffled(mnist.train(), Workload.BATCH_SIZE, SEED),
                  Batches.inOrder(mnist.test(), TEST_BATCH),
                  EPOCHS);
      System.out.printf(
          Locale.ROOT,
          "{\"network\": \"%s\", \"accuracy\": %.4f}%n",
          name,
          history.last().validationAccuracy());
    }
    System.exit(0);
  }
}
