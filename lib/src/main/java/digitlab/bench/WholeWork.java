package digitlab.bench;

import digitlab.compare.Comparison;
import digitlab.compare.Contender;
import digitlab.data.Mnist;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;

/** The work of the notebook {@code 06-compare}, from nothing: three networks, five epochs each. */
final class WholeWork {
  private static final int EPOCHS = 5;

  private WholeWork() {}

  /** Trains, tests after each epoch, compares; prints a line for each network. */
  public static void main(String[] arguments) {
    Mnist mnist = Mnist.load();
    Comparison comparison = Comparison.on(mnist, EPOCHS, Start.BATCH_SIZE);
    var networks = Networks.all(1);
    for (String name : List.of("max-pooling", "average-pooling", "lenet5")) {
      MultiLayerConfiguration configuration = networks.get(name);
      comparison.add(name, configuration);
      Contender contender = comparison.contender(name);
      System.out.printf(
          Locale.ROOT,
          "{\"network\": \"%s\", \"accuracy\": %.4f, \"way\": \"%s\", \"threads_used\": %d}%n",
          name,
          contender.history().last().validationAccuracy(),
          contender.history().conditions().way(),
          contender.history().conditions().threads());
    }
    System.exit(0);
  }
}
