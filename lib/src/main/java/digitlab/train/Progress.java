package digitlab.train;

import java.util.ServiceLoader;

/** Shows a training. Its methods are called by the training's thread and should return at once. */
public interface Progress extends TrainingCallback {
  /** Shows nothing. */
  Progress NONE = new Progress() {};

  /** What suits the surroundings: the output of a notebook's cell, or the terminal. */
  static Progress here() {
    return ServiceLoader.load(Progress.class, Progress.class.getClassLoader())
        .findFirst()
        .orElse(NONE);
  }

  /** The same for many trainings, one after the other. */
  default SweepProgress ofASweep() {
    return SweepProgress.NONE;
  }

  /** Something about this training that the reader should know, in a sentence. */
  default void note(String sentence) {}

  /** The training has ended, by itself, by an interrupt or by an error. */
  default void ended() {}
}
