package digitlab.train;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.testing.SmallNetworks;

/**
 * Trains LeNet-5 as a user does, for two epochs of 320 images, with the progress that a terminal
 * gets, and prints how it was done. {@code tests/arm64} runs it.
 */
final class ShortTraining {
  private ShortTraining() {}

  public static void main(String[] arguments) {
    Mnist data = Mnist.load();
    History history =
        Trainer.of(SmallNetworks.start(Architectures.lenet5(1)))
            .fit(
                Batches.shuffled(data.train().range(0, 320), 32, 1),
                Batches.inOrder(data.test().range(0, 100), 100),
                2);
    System.out.println("Trained: " + history.conditions());
    System.exit(0); // ND4J's threads would keep the process for a while
  }
}
