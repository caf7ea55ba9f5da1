package digitlab.train;

import digitlab.text.Numbers;

/**
 * What one pass over the training set gave.
 *
 * @param number counted from 1
 * @param loss mean loss of the epoch's examples, taken while the network learnt, as in Keras
 * @param accuracy share of examples classified rightly while the network learnt, 0…1
 * @param validationLoss mean loss on the validation set after the epoch
 * @param validationAccuracy accuracy on the validation set after the epoch, 0…1
 * @param seconds time of training
 * @param validationSeconds time of validation
 */
public record Epoch(
    int number,
    double loss,
    double accuracy,
    double validationLoss,
    double validationAccuracy,
    double seconds,
    double validationSeconds) {
  @Override
  public String toString() {
    return "epoch " + number + ": " + measures();
  }

  /**
   * Whether a loss has left the finite numbers. Where a validation was given up, there is neither a
   * validation loss nor an accuracy.
   */
  boolean diverged() {
    return !Double.isFinite(loss)
        || !Double.isFinite(validationLoss) && Double.isFinite(validationAccuracy);
  }

  /** What it gave, in words. */
  String measures() {
    return "loss %s, accuracy %s, validation loss %s, validation accuracy %s, %s s"
        .formatted(
            Numbers.measure(loss),
            Numbers.measure(accuracy),
            Numbers.measure(validationLoss),
            Numbers.measure(validationAccuracy),
            Numbers.amount(seconds));
  }
}
