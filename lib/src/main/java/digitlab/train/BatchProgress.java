package digitlab.train;

import digitlab.text.Numbers;

/**
 * Where a training stands after a batch.
 *
 * @param epoch the running epoch, counted from 1
 * @param epochs the epochs in all
 * @param batch batches done in this epoch
 * @param batches batches in an epoch, 0 while nobody knows
 * @param loss running mean of the epoch
 * @param accuracy running mean of the epoch, 0…1
 * @param images images trained on in this epoch
 * @param seconds time since the epoch began
 * @param stepSeconds time of the step alone
 */
public record BatchProgress(
    int epoch,
    int epochs,
    int batch,
    int batches,
    double loss,
    double accuracy,
    int images,
    double seconds,
    double stepSeconds) {
  /** Images per second in this epoch. */
  public double imagesPerSecond() {
    return seconds > 0 ? images / seconds : 0;
  }

  /** Estimated seconds to the end of the training, validation left out; NaN while unknown. */
  public double secondsLeft() {
    if (batches == 0 || batch == 0) {
      return Double.NaN;
    }
    double epochsLeft = epochs - epoch + 1 - (double) batch / batches;
    return epochsLeft * batches * seconds / batch;
  }

  /** Whether the loss has left the finite numbers: it does not come back in this epoch. */
  public boolean diverged() {
    return !Double.isFinite(loss);
  }

  @Override
  public String toString() {
    return "epoch %d of %d, batch %s: loss %s, accuracy %s"
        .formatted(
            epoch, epochs, Numbers.count(batch), Numbers.measure(loss), Numbers.measure(accuracy));
  }
}
