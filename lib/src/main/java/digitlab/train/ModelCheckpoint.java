package digitlab.train;

import digitlab.data.Batches;
import digitlab.settings.LabException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Leaves a checkpoint after each epoch but the last, and goes on from the one that an earlier
 * training of the same kind has left. The name of the file tells the training.
 *
 * <p>What lies there is never replaced by less: neither a file that cannot be read, which a person
 * may want to look at, nor a training that has come further.
 */
final class ModelCheckpoint implements TrainingCallback {
  private final CheckpointKey key;
  private final Path file;
  private final Batches training;
  private TrainingLoop loop;
  private boolean toldOfTrouble;
  private boolean finished;

  /**
   * @param directory is made if there is something to keep
   * @param key the training
   * @param training the batches to learn from, which are set to their place in it
   */
  ModelCheckpoint(Path directory, CheckpointKey key, Batches training) {
    this.key = key;
    this.file = directory.resolve(key.fileName());
    this.training = training;
  }

  /**
   * @throws LabException if there is a checkpoint that cannot be used
   */
  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
    find().ifPresent(this::resume);
  }

  private void resume(Checkpoint earlier) {
    try {
      earlier.restore(loop.network());
    } catch (IOException e) {
      throw new LabException("The network in the checkpoint cannot be read: " + e.getMessage(), e);
    }
    training.startEpoch(earlier.order() + 1);
    loop.resumeAfter(earlier.history());
  }

  private Optional<Checkpoint> find() {
    try {
      Optional<Checkpoint> found = read();
      int done = found.map(checkpoint -> checkpoint.history().epochs().size()).orElse(0);
      if (done > loop.epochs()) {
        loop.note(
            "The checkpoint %s has come to epoch %d already and is left alone; this training starts anew and writes none."
                .formatted(file, done));
        toldOfTrouble = true;
        return Optional.empty();
      }
      if (done > 0) {
        loop.note(
            "Goes on after epoch %d of %d, where %s was written. To train from the start, delete that file and run the notebook again."
                .formatted(done, loop.epochs(), file));
      }
      return found;
    } catch (UnusableCheckpoint e) {
      throw new LabException(
          "The checkpoint %s cannot be used: %s. Delete it or move it away, then run the cell again: the training starts anew."
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new LabException(
          "The checkpoint %s cannot be read: %s. Make it readable, or move it away to train anew."
              .formatted(file, CheckpointFile.reason(e)),
          e);
    }
  }

  private Optional<Checkpoint> read() throws IOException, UnusableCheckpoint {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Checkpoint found = CheckpointFile.read(file);
    String difference = key.differenceTo(found.key());
    if (!difference.isEmpty()) {
      throw new UnusableCheckpoint(difference);
    }
    return Optional.of(found);
  }

  @Override
  public void onEpochEnd(EpochProgress epoch) {
    boolean diverged = epoch.history().diverged();
    finished = diverged || (epoch.isWhole() && epoch.isLast());
    if (epoch.isWhole() && !finished) {
      save(epoch.history());
    }
  }

  /** A training is worth more than its checkpoint: it goes on if this cannot be written. */
  private void save(History history) {
    try {
      if (isOursToReplace()) {
        CheckpointFile.write(Checkpoint.of(key, loop.network(), history, training.epoch()), file);
      }
    } catch (IOException e) {
      tellOfTrouble(
          "No checkpoint could be written to %s: %s. Is the disk full or read-only? The training goes on without."
              .formatted(file, CheckpointFile.reason(e)));
    }
  }

  @Override
  public void onTrainEnd() {
    try {
      if (!Files.exists(file) || !isOursToReplace()) {
        return;
      }
    } catch (IOException e) {
      tellOfTrouble(
          "The checkpoint %s cannot be read: %s. Delete it by hand, or the next training goes on from there."
              .formatted(file, CheckpointFile.reason(e)));
      return;
    }
    if (finished) {
      CheckpointFile.delete(file, loop::note);
    } else {
      StoppedTrainings.remember(loop.network(), file);
    }
  }

  /** Another process may have put something there meanwhile. */
  private boolean isOursToReplace() throws IOException {
    try {
      if (read().map(Checkpoint::iterations).orElse(0) <= loop.network().getIterationCount()) {
        return true;
      }
      tellOfTrouble(
          "The checkpoint %s has come further than this training and is left alone."
              .formatted(file));
    } catch (UnusableCheckpoint e) {
      tellOfTrouble(
          "The checkpoint %s cannot be used (%s) and is left alone; this training writes none."
              .formatted(file, e.getMessage()));
    }
    return false;
  }

  private void tellOfTrouble(String sentence) {
    if (!toldOfTrouble) {
      toldOfTrouble = true;
      loop.note(sentence);
    }
  }
}
