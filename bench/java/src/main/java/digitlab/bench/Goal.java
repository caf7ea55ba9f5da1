package digitlab.bench;

/**
 * When a training ends that goes on until a network is good.
 *
 * @param accuracy on the test set that is to be reached, 0…1
 * @param every steps from one evaluation to the next
 * @param steps after which it ends in any case
 * @param seconds after which it ends at the next evaluation in any case
 */
record Goal(double accuracy, int every, int steps, double seconds) {
  /**
   * Reads a goal from a worker's arguments.
   *
   * @param arguments of the worker
   * @param from the place of the first of the four numbers
   */
  static Goal of(String[] arguments, int from) {
    return new Goal(
        Double.parseDouble(arguments[from]),
        Integer.parseInt(arguments[from + 1]),
        Integer.parseInt(arguments[from + 2]),
        Double.parseDouble(arguments[from + 3]));
  }

  /** Whether the network is to be evaluated after so many steps. */
  boolean isDue(int taken) {
    return taken % every == 0 || taken == steps;
  }

  /** Whether the training ends after an evaluation. */
  boolean ends(int taken, double reached, double passed) {
    return reached >= accuracy || taken >= steps || passed >= seconds;
  }
}
