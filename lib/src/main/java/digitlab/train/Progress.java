package digitlab.train;

import java.util.ServiceLoader;

/** Watches a training. Its methods are called by the training thread and should return at once. */
public interface Progress {
  /** Shows nothing. */
  Progress NONE = new Progress() {};

  /** What suits the surroundings: the output of a notebook's cell, or the terminal. */
  static Progress here() {
    return ServiceLoader.load(Progress.class, Progress.class.getClassLoader())
        .findFirst()
        .orElse(NONE);
  }

  /** A batch is done; called after every batch. */
  default void batch(Moment moment) {}

  /** Something about this training that the reader should know, in a sentence. */
  default void note(String sentence) {}

  /** An epoch and its validation are done. */
  default void epoch(History soFar, int epochs) {}

  /** The training has ended, by itself, by an interrupt or by an error. */
  default void ended() {}

  /**
   * A moment in a training.
   *
   * @param epoch the running epoch, counted from 1
   * @param epochs the epochs in all
   * @param batch batches done in this epoch
   * @param batches batches in an epoch, 0 while nobody knows
   * @param loss running mean of the epoch
   * @param accuracy running mean of the epoch, 0…1
   * @param images images trained on in this epoch
   * @param seconds time since the epoch began
   */
  record Moment(
      int epoch,
      int epochs,
      int batch,
      int batches,
      double loss,
      double accuracy,
      int images,
      double seconds) {
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
  }
}
