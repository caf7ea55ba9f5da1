package digitlab.train;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Somebody's wish that the training ends: by the stop button, or an interrupt of its thread. The
 * history and the reader are told where that was.
 */
final class StopRequest implements TrainingCallback {
  private final AtomicBoolean requested = new AtomicBoolean();
  private TrainingLoop loop;
  private boolean heard;

  /** Asks the training to stop; from any thread. */
  void request() {
    requested.set(true);
  }

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
  }

  @Override
  public void onTrainBatchEnd(BatchProgress batch) {
    stopIfRequested();
  }

  @Override
  public void onTestBatchBegin() {
    stopIfRequested();
  }

  /** A stop after all that was to be learnt changes nothing. */
  @Override
  public void onEpochEnd(EpochProgress epoch) {
    if (heard && !(epoch.isWhole() && epoch.isLast())) {
      String where = where(epoch);
      loop.markIncomplete();
      loop.remark(epoch.validated() ? where : where + " That epoch was not validated.");
      loop.note(where + " The network keeps what it has learnt; run the cell again to go on.");
    }
  }

  /** An interrupt is taken back: what follows in a notebook's cell may read and write files. */
  private void stopIfRequested() {
    boolean interrupted = Thread.interrupted();
    if (requested.getAndSet(false) || interrupted) {
      heard = true;
      loop.stop();
    }
  }

  private static String where(EpochProgress epoch) {
    BatchProgress at = epoch.lastBatch();
    if (epoch.trained()) {
      return "Stopped after epoch %d of %d.".formatted(at.epoch(), at.epochs());
    }
    String all = at.batches() == 0 ? "" : " of %,d".formatted(at.batches());
    return "Stopped in epoch %d of %d after batch %,d%s."
        .formatted(at.epoch(), at.epochs(), at.batch(), all);
  }
}
