package digitlab.train;

import digitlab.step.Step;

/** The running means of one epoch's loss and accuracy over the examples so far, as in Keras. */
final class EpochMetrics {
  private final int epoch;
  private final int epochs;
  private final int batches;
  private final long start = System.nanoTime();
  private double loss;
  private int correct;
  private int images;
  private int batch;

  /**
   * @param epoch the number of the epoch
   * @param epochs the epochs in all
   * @param batches in the epoch, 0 if nobody knows
   */
  EpochMetrics(int epoch, int epochs, int batches) {
    this.epoch = epoch;
    this.epochs = epochs;
    this.batches = batches;
  }

  /** Adds a batch of so many examples, whose step took so many seconds. */
  BatchProgress add(Step.Outcome outcome, int examples, double stepSeconds) {
    loss += outcome.loss() * examples;
    correct += outcome.correct();
    images += examples;
    batch++;
    return new BatchProgress(
        epoch,
        epochs,
        batch,
        batches,
        loss / images,
        (double) correct / images,
        images,
        (System.nanoTime() - start) / 1e9,
        stepSeconds);
  }
}
