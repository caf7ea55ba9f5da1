package digitlab.train;

import digitlab.backend.LabException;
import java.util.Optional;

/** What a training leaves behind after its epochs in case that it is ended from outside. */
interface Checkpoints {
  /** Nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<Checkpoint> find(int epochs) {
          return Optional.empty();
        }

        @Override
        public void save(History history) {}

        @Override
        public void remove() {}
      };

  /**
   * What an earlier training of the same kind left, if it can be a part of one of some epochs.
   *
   * @throws LabException if there is something that cannot be used
   */
  Optional<Checkpoint> find(int epochs);

  /** Keeps the network as it is, after an epoch that is not the last. */
  void save(History history);

  /** Removes what was kept: the training has come to its end. */
  void remove();
}
