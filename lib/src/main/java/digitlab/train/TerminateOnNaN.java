package digitlab.train;

/**
 * Ends a training that has diverged: its loss is no finite number any more, so nothing can be
 * learnt from it. As {@code TerminateOnNaN} in Keras, but on in every training.
 */
final class TerminateOnNaN implements TrainingCallback {
  private TrainingLoop loop;

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
  }

  @Override
  public void onTrainBatchEnd(BatchProgress batch) {
    if (batch.diverged()) {
      String all = batch.batches() == 0 ? "" : " of %,d".formatted(batch.batches());
      end(
          "in epoch %d of %d, at batch %,d%s, the loss became %s"
              .formatted(batch.epoch(), batch.epochs(), batch.batch(), all, words(batch.loss())));
    }
  }

  /** The last batch may have spoilt the weights after its own loss was taken. */
  @Override
  public void onEpochEnd(EpochProgress epoch) {
    double loss = epoch.history().last().validationLoss();
    if (epoch.validated() && !epoch.lastBatch().diverged() && !Double.isFinite(loss)) {
      end(
          "after epoch %d of %d the validation loss is %s"
              .formatted(epoch.number(), epoch.epochs(), words(loss)));
    }
  }

  private void end(String where) {
    String sentence =
        "The training has diverged: %s, from which nothing can be learnt; it was ended there."
            .formatted(where);
    loop.markIncomplete();
    loop.remark(sentence);
    loop.note(
        sentence
            + " Make the network anew and try a smaller learning rate, a tenth of this one; see that the inputs are normalised, to 0…1 or the like.");
    loop.stop();
  }

  private static String words(double loss) {
    return Double.isNaN(loss) ? "NaN" : "infinite";
  }
}
