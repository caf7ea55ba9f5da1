package digitlab.train;

import digitlab.backend.LabException;
import digitlab.data.Batches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The checkpoint of one training, in a file whose name tells the training.
 *
 * <p>What lies there is never replaced by less: neither a file that cannot be read, which a person
 * may want to look at, nor a training that has come further.
 */
final class CheckpointOnDisk implements Checkpoints {
  private final CheckpointKey key;
  private final Path file;
  private final MultiLayerNetwork network;
  private final Batches training;
  private final Consumer<String> note;
  private boolean toldOfTrouble;

  /**
   * @param directory is made if there is something to keep
   * @param network new, and to be trained
   * @param note is told what the reader should know
   */
  CheckpointOnDisk(
      Path directory,
      CheckpointKey key,
      MultiLayerNetwork network,
      Batches training,
      Consumer<String> note) {
    this.key = key;
    this.file = directory.resolve(key.fileName());
    this.network = network;
    this.training = training;
    this.note = note;
  }

  @Override
  public Optional<Checkpoint> find(int epochs) {
    try {
      Optional<Checkpoint> found = read();
      int finished = found.map(checkpoint -> checkpoint.history().epochs().size()).orElse(0);
      if (finished > epochs) {
        note.accept(
            "The checkpoint %s has come to epoch %d already and is left alone; this training starts anew and writes none."
                .formatted(file, finished));
        toldOfTrouble = true;
        return Optional.empty();
      }
      if (finished > 0) {
        note.accept(
            "Goes on after epoch %d of %d, where %s was written. To train from the start, delete that file and run the notebook again."
                .formatted(finished, epochs, file));
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
              .formatted(file, reason(e)),
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

  /** A training is worth more than its checkpoint: it goes on if this cannot be written. */
  @Override
  public void save(History history) {
    try {
      if (isOursToReplace()) {
        CheckpointFile.write(Checkpoint.of(key, network, history, training.epoch()), file);
      }
    } catch (IOException e) {
      tellOfTrouble(
          "No checkpoint could be written to %s: %s. Is the disk full or read-only? The training goes on without."
              .formatted(file, reason(e)));
    }
  }

  @Override
  public void remove() {
    try {
      if (Files.exists(file) && isOursToReplace()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      note.accept(
          "The training has ended, but its checkpoint %s could not be removed: %s. Delete it by hand, or the next training goes on from there."
              .formatted(file, reason(e)));
    }
  }

  /** Another process may have put something there meanwhile. */
  private boolean isOursToReplace() throws IOException {
    try {
      if (read().map(Checkpoint::iterations).orElse(0) <= network.getIterationCount()) {
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
      note.accept(sentence);
    }
  }

  /** Java's file exceptions have the file's name for a message, and the reason in their class. */
  private static String reason(IOException e) {
    return e.getMessage() == null || e.getMessage().isBlank() || e.getClass() != IOException.class
        ? e.getClass().getSimpleName() + " " + e.getMessage()
        : e.getMessage();
  }
}
