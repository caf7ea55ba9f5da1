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
  default void batch(BatchProgress moment) {}

  /** Something about this training that the reader should know, in a sentence. */
  default void note(String sentence) {}

  /** An epoch and its validation are done. */
  default void epoch(History soFar, int epochs) {}

  /** The training has ended, by itself, by an interrupt or by an error. */
  default void ended() {}
}
