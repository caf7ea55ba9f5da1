package digitlab.notebook;

import static digitlab.notebook.Notebook.show;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import digitlab.train.History;
import digitlab.train.Trainer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** A program as a reader may write it in an IDE: the lines of a notebook, without a notebook. */
public final class ShowThings {
  private ShowThings() {}

  public static void main(String[] arguments) {
    Mnist digits = RealDigits.first(320, 100);
    MultiLayerNetwork network = SmallNetworks.start(SmallNetworks.learning(1));
    show(network);
    History history =
        Trainer.of(network, new LiveProgress())
            .fit(Batches.shuffled(digits.train(), 32, 1), Batches.inOrder(digits.test(), 100), 2);
    show(history);
    System.exit(0);
  }
}
