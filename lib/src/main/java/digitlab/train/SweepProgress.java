package digitlab.train;

import tech.tablesaw.api.Table;

/** Shows many trainings, one after the other, in one place. */
public interface SweepProgress {
  /** Shows nothing. */
  SweepProgress NONE =
      new SweepProgress() {
        @Override
        public Progress training(String name) {
          return Progress.NONE;
        }

        @Override
        public void results(Table trainings) {}
      };

  /** What suits the surroundings: the output of a notebook's cell, or the terminal. */
  static SweepProgress here() {
    return Progress.here().ofASweep();
  }

  /** How the next training is shown, under its name. */
  Progress training(String name);

  /**
   * A training has ended.
   *
   * @param trainings what it and those before it have given, a row for each
   */
  void results(Table trainings);
}
