package digitlab.train;

import digitlab.backend.NativeLibrary;
import digitlab.backend.Settings;
import digitlab.step.Scores;
import digitlab.step.Step;
import java.util.Optional;
import java.util.ServiceLoader;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains a Deeplearning4j network: epochs, batches, validation, history, progress.
 *
 * <pre>{@code
 * History history = Trainer.of(network).fit(trainingBatches, testBatches, 5);
 * }</pre>
 *
 * <p>It does what {@code network.fit(trainingBatches, 5)} does, with the network's own loss and
 * updater, and calls the network's listeners. It measures besides, takes the steps in the fastest
 * way that the network allows, and obeys {@code DIGITLAB_MAX_EPOCHS} and {@code DIGITLAB_THREADS}.
 */
public final class Trainer {
  private final MultiLayerNetwork network;
  private final Progress progress;
  private final Settings settings;
  private final Optional<Integer> patience;

  private Trainer(
      MultiLayerNetwork network, Progress progress, Settings settings, Optional<Integer> patience) {
    this.network = network;
    this.progress = progress;
    this.settings = settings;
    this.patience = patience;
  }

  /** A trainer that shows its progress in the way that suits the surroundings. */
  public static Trainer of(MultiLayerNetwork network) {
    return of(
        network,
        ServiceLoader.load(Progress.class, Trainer.class.getClassLoader())
            .findFirst()
            .orElse(Progress.NONE));
  }

  /** A trainer that is watched by {@code progress}. */
  public static Trainer of(MultiLayerNetwork network, Progress progress) {
    return of(network, progress, Settings.current());
  }

  static Trainer of(MultiLayerNetwork network, Progress progress, Settings settings) {
    return new Trainer(network, progress, settings, Optional.empty());
  }

  /**
   * A trainer that stops early: when the validation loss has not fallen below its lowest value for
   * some epochs. However the training ends, the network has the weights of its best epoch then, and
   * the history's remark says which one that was.
   *
   * @param epochs how long to wait for a lower validation loss, at least 1
   */
  public Trainer stoppingAfter(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Early stopping waits at least 1 epoch for a lower validation loss, not %d."
              .formatted(epochs));
    }
    return new Trainer(network, progress, settings, Optional.of(epochs));
  }

  /**
   * Trains for some epochs and validates after each.
   *
   * @param training batches to learn from; an iterator that can be reset
   * @param validation batches to score after each epoch
   * @param epochs at least 1
   * @return the course of this training; its epochs are counted from 1
   */
  public History fit(DataSetIterator training, DataSetIterator validation, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Training takes at least 1 epoch, but %d were asked for.".formatted(epochs));
    }
    NativeLibrary.prepare();
    settings.threads().ifPresent(NativeLibrary::useThreads);
    int last = Math.min(epochs, settings.maxEpochs().orElse(epochs));
    Sample sample = Sample.of(training);
    try (Step step = Steps.of(network, sample, progress::note)) {
      Threads threads =
          settings.threads().isPresent()
              ? Threads.asTheyAre()
              : Threads.choose(network, step, sample);
      Course course =
          new Course(
              network,
              step,
              threads,
              progress,
              settings.capsInWords(),
              patience.map(Patience::new));
      return course.run(training, validation, last);
    } finally {
      progress.ended();
    }
  }

  /** How the network does on one epoch of a set; it does not learn from it. */
  public Scores scores(DataSetIterator set) {
    NativeLibrary.prepare();
    try (Step step = Steps.of(network, Sample.of(set), note -> {})) {
      return step.scores(set);
    }
  }
}
