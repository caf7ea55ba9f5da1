package digitlab.train;

import digitlab.backend.NativeLibrary;
import digitlab.backend.Settings;
import digitlab.data.Batches;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Trains a Deeplearning4j network: epochs, batches, validation, history, progress.
 *
 * <pre>{@code
 * History history = Trainer.of(network).fit(trainingBatches, testBatches, 5);
 * }</pre>
 *
 * <p>It does what {@code network.fit(trainingBatches, 5)} does, with the network's own loss and
 * updater, and calls the network's listeners. It measures besides, and obeys {@code
 * DIGITLAB_MAX_EPOCHS}.
 */
public final class Trainer {
  private final MultiLayerNetwork network;
  private final Progress progress;
  private final Settings settings;

  private Trainer(MultiLayerNetwork network, Progress progress, Settings settings) {
    this.network = network;
    this.progress = progress;
    this.settings = settings;
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
    return new Trainer(network, progress, settings);
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
    int last = Math.min(epochs, settings.maxEpochs().orElse(epochs));
    List<Epoch> done = new ArrayList<>();
    try (Step step = new PlainStep(network)) {
      History history = history(done, step, training);
      for (int epoch = 1; epoch <= last; epoch++) {
        done.add(epoch(step, training, validation, epoch, last));
        history = history(done, step, training);
        progress.epoch(history, last);
      }
      return history;
    } finally {
      progress.ended();
    }
  }

  private History history(List<Epoch> done, Step step, DataSetIterator training) {
    return new History(
        done,
        new History.Conditions(
            step.way(), NativeLibrary.threads(), training.batch(), settings.capsInWords()));
  }

  private Epoch epoch(
      Step step, DataSetIterator training, DataSetIterator validation, int number, int epochs) {
    for (TrainingListener listener : List.copyOf(network.getListeners())) {
      listener.onEpochStart(network);
    }
    Progress.Moment learnt = learn(step, training, number, epochs);
    for (TrainingListener listener : List.copyOf(network.getListeners())) {
      listener.onEpochEnd(network);
    }
    network.incrementEpochCount();

    long start = System.nanoTime();
    Scores scores = Scores.of(network, validation);
    return new Epoch(
        number,
        learnt.loss(),
        learnt.accuracy(),
        scores.loss(),
        scores.accuracy(),
        learnt.seconds(),
        secondsSince(start));
  }

  /** One pass over the training set. */
  private Progress.Moment learn(Step step, DataSetIterator training, int epoch, int epochs) {
    int batches = training instanceof Batches known ? known.batches() : 0;
    long start = System.nanoTime();
    double loss = 0;
    int correct = 0;
    int images = 0;
    int batch = 0;
    Progress.Moment moment = null;
    training.reset();
    while (training.hasNext()) {
      DataSet next = training.next();
      Step.Outcome outcome = step.take(next);
      batch++;
      int n = next.numExamples();
      loss += outcome.loss() * n;
      correct += outcome.correct();
      images += n;
      moment =
          new Progress.Moment(
              epoch,
              epochs,
              batch,
              batches,
              loss / images,
              (double) correct / images,
              images,
              secondsSince(start));
      progress.batch(moment);
    }
    if (moment == null) {
      throw new IllegalArgumentException("The training iterator has no batch.");
    }
    return moment;
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
