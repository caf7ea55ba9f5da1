package digitlab.train;

/**
 * Where a training stands after an epoch.
 *
 * @param history all epochs so far
 * @param epochs the epochs that are to be trained in all
 * @param lastBatch the last batch of the epoch that was trained on
 * @param trained whether the epoch came to the end of the training set
 * @param validated whether its validation came to the end
 */
public record EpochProgress(
    History history, int epochs, BatchProgress lastBatch, boolean trained, boolean validated) {
  /** The number of this epoch, counted from 1. */
  public int number() {
    return history.last().number();
  }

  /** Whether nothing of the epoch was broken off. */
  public boolean isWhole() {
    return trained && validated;
  }

  /** Whether this was the last epoch that was asked for. */
  public boolean isLast() {
    return number() == epochs;
  }

  @Override
  public String toString() {
    return "epoch %d of %d: %s".formatted(number(), epochs, history.last().measures());
  }
}
