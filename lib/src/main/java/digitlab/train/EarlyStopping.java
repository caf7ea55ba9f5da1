package digitlab.train;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ends a training whose validation loss has stopped falling, and goes back to the best weights
 * (Prechelt 1998: "Early stopping, but when?").
 *
 * <p>As in Keras, the weights of the best epoch are put back, not the state of the updater.
 */
final class EarlyStopping {
  private final int epochs;
  private INDArray bestWeights;

  /** Waits so many epochs for a lower validation loss, at least 1. */
  EarlyStopping(int epochs) {
    this.epochs = epochs;
  }

  /** Notes the epoch that was just finished and tells whether it shall be the last. */
  boolean isOverAfter(History soFar, MultiLayerNetwork network) {
    int sinceBest = soFar.last().number() - soFar.best().number();
    if (sinceBest == 0) {
      bestWeights = network.params().dup();
    }
    return sinceBest >= epochs;
  }

  /** Whether an epoch was finished, so that there are weights to go back to. */
  boolean hasBest() {
    return bestWeights != null;
  }

  /** Gives the network the weights of its best epoch and says so in a sentence. */
  String restoreBest(History history, MultiLayerNetwork network) {
    network.params().assign(bestWeights);
    return "Ended after epoch %d: the validation loss was lowest after epoch %d, whose weights were restored."
        .formatted(history.last().number(), history.best().number());
  }
}
