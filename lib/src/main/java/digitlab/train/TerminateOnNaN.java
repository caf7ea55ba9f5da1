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
      String sentence =
          "The training has diverged: in epoch %d of %d, at batch %,d%s, the loss became %s, from which nothing can be learnt; it was ended there."
              .formatted(
                  batch.epoch(),
                  batch.epochs(),
                  batch.batch(),
                  all,
                  Double.isNaN(batch.loss()) ? "NaN" : "infinite");
      loop.markIncomplete();
      loop.remark(sentence);
      loop.note(
          sentence
              + " Make the network anew and try a smaller learning rate, a tenth of this one; see that the inputs are normalised, to 0…1 or the like.");
      loop.stop();
    }
  }
}
