package digitlab.train;

import digitlab.backend.LabException;
import digitlab.backend.NativeLibrary;
import digitlab.backend.Settings;
import digitlab.data.Batches;
import digitlab.step.EvaluationResult;
import digitlab.step.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Trains a Deeplearning4j network: epochs, batches, validation, history, progress.
 *
 * <pre>{@code
 * History history = Trainer.of(network).withCheckpoints().fit(trainingBatches, testBatches, 5);
 * }</pre>
 *
 * <p>It does what {@code network.fit(trainingBatches, 5)} does, with the network's own loss and
 * updater, and calls the network's listeners. It measures besides, takes the steps in the fastest
 * way that the network allows, and obeys {@code DIGITLAB_MAX_EPOCHS} and {@code DIGITLAB_THREADS}.
 *
 * <p>The notebook's stop button, or an interrupt of the thread, ends it after the running batch.
 * The network keeps what it has learnt, and {@code fit} goes on from there.
 */
public final class Trainer {
  private final MultiLayerNetwork network;
  private final Progress progress;
  private final Settings settings;
  private final boolean withCheckpoints;
  private final Optional<Integer> patience;

  private Trainer(
      MultiLayerNetwork network,
      Progress progress,
      Settings settings,
      boolean withCheckpoints,
      Optional<Integer> patience) {
    if (withCheckpoints && patience.isPresent()) {
      throw new IllegalArgumentException(
          "Early stopping keeps its best weights in memory, not in checkpoints: choose one of both.");
    }
    this.network = network;
    this.progress = progress;
    this.settings = settings;
    this.withCheckpoints = withCheckpoints;
    this.patience = patience;
  }

  /** A trainer that shows its progress in the way that suits the surroundings. */
  public static Trainer of(MultiLayerNetwork network) {
    return of(network, Progress.here());
  }

  /** A trainer that is watched by {@code progress}. */
  public static Trainer of(MultiLayerNetwork network, Progress progress) {
    return of(network, progress, Settings.current());
  }

  static Trainer of(MultiLayerNetwork network, Progress progress, Settings settings) {
    return new Trainer(network, progress, settings, false, Optional.empty());
  }

  /**
   * The same trainer, which leaves a checkpoint after each epoch, in {@code DIGITLAB_RUNS}.
   *
   * <p>If the kernel is ended in the middle, the same {@code fit} of the same new network, on the
   * same {@link Batches}, goes on after the last finished epoch, and comes to the same results, bit
   * for bit. When all epochs are done the checkpoint is removed. A network that has been trained
   * before goes on from its weights, without checkpoints.
   */
  public Trainer withCheckpoints() {
    return new Trainer(network, progress, settings, true, patience);
  }

  /**
   * A trainer that stops early: when the validation loss has not fallen below its lowest value for
   * some epochs. However the training ends, the network has the weights of its best epoch then, and
   * the history's remark says which one that was.
   *
   * @param epochs how long to wait for a lower validation loss, at least 1
   */
  public Trainer earlyStopping(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Early stopping waits at least 1 epoch for a lower validation loss, not %d."
              .formatted(epochs));
    }
    return new Trainer(network, progress, settings, withCheckpoints, Optional.of(epochs));
  }

  /**
   * Trains for some epochs and validates after each.
   *
   * @param training batches to learn from; an iterator that can be reset
   * @param validation batches to score after each epoch
   * @param epochs at least 1
   * @return the course of this training; its epochs are counted from 1. If it was stopped, the last
   *     of them is not whole, and the remark says so
   * @throws LabException if there is a checkpoint that cannot be used; the message names the file,
   *     the reason and what to do
   */
  public History fit(DataSetIterator training, DataSetIterator validation, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Training takes at least 1 epoch, but %d were asked for.".formatted(epochs));
    }
    NativeLibrary.prepare();
    settings.threads().ifPresent(NativeLibrary::useThreads);
    int last = Math.min(epochs, settings.maxEpochs().orElse(epochs));
    SampleBatch sample = SampleBatch.of(training);
    StopRequest stop = new StopRequest();
    try (StopButton.Connection connection = StopButton.here().connect(stop::request);
        Step step = Steps.of(network, sample, progress::note)) {
      Checkpoints checkpoints = checkpoints(training, validation);
      Optional<Checkpoint> earlier = checkpoints.find(last);
      Threads threads = threads(step, sample, earlier);
      TrainingLoop course =
          new TrainingLoop(
              network,
              step,
              threads,
              stop,
              progress,
              settings.capsInWords(),
              patience.map(EarlyStopping::new));
      if (earlier.isPresent()) {
        goOn(course, earlier.get(), step, (Batches) training);
      } else if (network.getIterationCount() > 0) {
        course.startsWithTrainedNetwork();
      }
      return course.run(training, validation, last, checkpoints);
    } finally {
      progress.ended();
    }
  }

  private Checkpoints checkpoints(DataSetIterator training, DataSetIterator validation) {
    if (!withCheckpoints) {
      return Checkpoints.NONE;
    }
    if (network.getIterationCount() > 0) {
      progress.note(
          "The network goes on from the %,d steps that it has taken; no checkpoints are written."
              .formatted(network.getIterationCount()));
      return Checkpoints.NONE;
    }
    if (training instanceof Batches batches && batches.getPreProcessor() == null) {
      var key = CheckpointKey.of(network, batches, validation, settings.capsInWords());
      return new CheckpointOnDisk(settings.runs(), key, network, batches, progress::note);
    }
    progress.note(
        "No checkpoints are written: only Batches without a pre-processor can be set to a place in their order. If the kernel is ended, the training starts anew.");
    return Checkpoints.NONE;
  }

  /** The number that a training was begun with makes its numbers; it is not chosen anew. */
  private Threads threads(Step step, SampleBatch sample, Optional<Checkpoint> earlier) {
    if (settings.threads().isPresent()) {
      return Threads.asTheyAre();
    }
    return earlier
        .map(before -> Threads.like(before.history().conditions(), network, step, sample))
        .orElseGet(() -> Threads.choose(network, step, sample));
  }

  private void goOn(TrainingLoop course, Checkpoint earlier, Step step, Batches training) {
    try {
      earlier.restore(network);
    } catch (IOException e) {
      throw new LabException("The network in the checkpoint cannot be read: " + e.getMessage(), e);
    }
    training.startEpoch(earlier.order() + 1);
    course.goOnFrom(earlier.history());
    History.Conditions before = earlier.history().conditions();
    if (before.threads() != step.threads() || !before.way().equals(step.way())) {
      String change =
          "From epoch %d on: %s, %d threads; before: %s, %d threads."
              .formatted(
                  earlier.history().epochs().size() + 1,
                  step.way(),
                  step.threads(),
                  before.way(),
                  before.threads());
      course.remark(change);
      progress.note(change + " The last digits may differ from those of a run in one go.");
    }
  }

  /** How the network does on one epoch of a set; it does not learn from it. */
  public EvaluationResult evaluate(DataSetIterator set) {
    NativeLibrary.prepare();
    try (Step step = Steps.of(network, SampleBatch.of(set), note -> {})) {
      return step.evaluate(set);
    }
  }

  /**
   * What {@code network.output(set)} gives, computed in the fastest way that the network allows.
   *
   * @param set its labels do not matter; it is reset before
   * @return the probability of each class for each example, {@code [n, classes]}, in the order of
   *     the set
   */
  public INDArray predict(DataSetIterator set) {
    NativeLibrary.prepare();
    List<INDArray> batches = new ArrayList<>();
    try (Step step = Steps.of(network, SampleBatch.of(set), note -> {})) {
      set.reset();
      while (set.hasNext()) {
        batches.add(step.predict(set.next().getFeatures()));
      }
    }
    return Nd4j.concat(0, batches.toArray(INDArray[]::new));
  }
}
