package digitlab.train;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Ends a training whose validation loss has stopped falling, and goes back to the best weights
 * (Prechelt 1998: "Early stopping, but when?").
 *
 * <p>As in Keras, the weights of the best epoch are put back, not the state of the updater.
 */
final class EarlyStopping implements TrainingCallback {
  private final int patience;
  private TrainingLoop loop;
  private INDArray bestWeights;

  /** Waits so many epochs for a lower validation loss, at least 1. */
  EarlyStopping(int patience) {
    this.patience = patience;
  }

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
  }

  @Override
  public void onEpochEnd(EpochProgress epoch) {
    if (!epoch.validated()) {
      return;
    }
    int sinceBest = epoch.number() - epoch.history().best().number();
    if (sinceBest == 0 && Double.isFinite(epoch.history().best().validationLoss())) {
      bestWeights = loop.network().params().dup();
    }
    if (sinceBest >= patience) {
      loop.stop();
    }
  }

  /** Before any validation there are no weights to go back to. */
  @Override
  public void onTrainEnd() {
    loop.markIncomplete();
    if (bestWeights != null) {
      MultiLayerNetwork network = loop.network();
      network.params().assign(bestWeights);
      History history = loop.history();
      String sentence =
          "Ended after epoch %d: the validation loss was lowest after epoch %d, whose weights were restored."
              .formatted(history.last().number(), history.best().number());
      loop.remark(sentence);
      loop.note(sentence);
    }
  }
}
