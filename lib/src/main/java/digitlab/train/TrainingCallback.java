package digitlab.train;

/**
 * What happens besides in a training: progress, early stopping, checkpoints, the stop button, the
 * number of threads. As {@code Callback} in Keras and {@code TrainingListener} in DJL.
 *
 * <p>A {@link TrainingLoop} calls all its callbacks, in their order, on its own thread; what one of
 * them throws ends the training.
 */
public interface TrainingCallback {
  /**
   * Before the first batch.
   *
   * @param loop can be asked and steered; a callback that wants to do so later keeps it
   */
  default void onTrainBegin(TrainingLoop loop) {}

  /** Before the first batch of an epoch, which is counted from 1. */
  default void onEpochBegin(int epoch) {}

  /** After each batch of the training set. */
  default void onTrainBatchEnd(BatchProgress batch) {}

  /** Before each batch of a validation. */
  default void onTestBatchBegin() {}

  /** After an epoch and its validation, also where one of them was broken off. */
  default void onEpochEnd(EpochProgress epoch) {}

  /** After the last epoch, and before the history is handed over; not after an error. */
  default void onTrainEnd() {}
}
