package digitlab.train;

import digitlab.backend.NativeLibrary;
import digitlab.compiled.Steps;
import digitlab.data.Batches;
import digitlab.model.LayerShapes;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.step.EvaluationResult;
import digitlab.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
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
 * The network keeps what it has learnt, and {@code fit} goes on from there. A training that has
 * diverged, its loss being NaN or infinite, ends in the same way, and says so.
 *
 * <p>A network that was made anew is trained from step 0, also if its configuration object has been
 * trained before; Deeplearning4j's own {@code fit} counts on there.
 */
public final class Trainer {
  private final MultiLayerNetwork network;
  private final Progress progress;
  private final Settings settings;
  private final boolean withCheckpoints;
  private final OptionalInt patience;
  private final List<TrainingCallback> added;

  private Trainer(
      MultiLayerNetwork network,
      Progress progress,
      Settings settings,
      boolean withCheckpoints,
      OptionalInt patience,
      List<TrainingCallback> added) {
    if (withCheckpoints && patience.isPresent()) {
      throw new IllegalArgumentException(
          "Early stopping keeps its best weights in memory, not in checkpoints: choose one of both.");
    }
    this.network = network;
    this.progress = progress;
    this.settings = settings;
    this.withCheckpoints = withCheckpoints;
    this.patience = patience;
    this.added = List.copyOf(added);
  }

  /** A trainer that shows its progress in the way that suits the surroundings. */
  public static Trainer of(MultiLayerNetwork network) {
    return of(network, Progress.here());
  }

  /** A trainer that is shown by {@code progress}. */
  public static Trainer of(MultiLayerNetwork network, Progress progress) {
    return of(network, progress, Settings.current());
  }

  static Trainer of(MultiLayerNetwork network, Progress progress, Settings settings) {
    return new Trainer(network, progress, settings, false, OptionalInt.empty(), List.of());
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
    return new Trainer(network, progress, settings, true, patience, added);
  }

  /**
   * A trainer that stops early: when the validation loss has not fallen below its lowest value for
   * some epochs. However the training ends, the network has the weights of its best epoch then, and
   * the history's remark says which one that was.
   *
   * @param epochs the patience: how long to wait for a lower validation loss, at least 1
   */
  public Trainer earlyStopping(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Early stopping waits at least 1 epoch for a lower validation loss, not %d."
              .formatted(epochs));
    }
    return new Trainer(network, progress, settings, withCheckpoints, OptionalInt.of(epochs), added);
  }

  /** The same trainer with a callback more. */
  public Trainer with(TrainingCallback callback) {
    List<TrainingCallback> more = new ArrayList<>(added);
    more.add(callback);
    return new Trainer(network, progress, settings, withCheckpoints, patience, more);
  }

  /**
   * Trains for some epochs and validates after each.
   *
   * @param training batches to learn from; an iterator that can be reset
   * @param validation batches to evaluate on after each epoch
   * @param epochs at least 1
   * @return the epochs of this training, counted from 1. If it was stopped, the last of them is not
   *     whole, and the remark says so
   * @throws LabException if the network has not been initialised, or cannot take these images or
   *     labels; if there is a checkpoint that cannot be used. The message says what to do
   */
  public History fit(DataSetIterator training, DataSetIterator validation, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException(
          "Training takes at least 1 epoch, but %d were asked for.".formatted(epochs));
    }
    LayerShapes.requireInitialised(network);
    NativeLibrary.prepare();
    settings.threads().ifPresent(NativeLibrary::useThreads);
    SampleBatch sample = SampleBatch.of(training, "training iterator");
    BatchFit.check(network, sample);
    BatchFit.check(network, SampleBatch.of(validation, "validation iterator"));
    OwnCounts.give(network);
    StopRequest stop = new StopRequest();
    try (StopButton.Connection connection = StopButton.here().connect(stop::request);
        Step step = Steps.forTraining(network, sample.input(), sample.size(), progress::note)) {
      return new TrainingLoop(
              network,
              step,
              training,
              validation,
              Math.min(epochs, settings.maxEpochs().orElse(epochs)),
              settings.capsInWords(),
              progress::note,
              callbacks(training, validation, sample, stop))
          .run();
    } finally {
      progress.ended();
    }
  }

  /** In the order in which they act: what changes the network comes before what looks at it. */
  private List<TrainingCallback> callbacks(
      DataSetIterator training, DataSetIterator validation, SampleBatch sample, StopRequest stop) {
    List<TrainingCallback> callbacks = new ArrayList<>();
    callbacks.add(new NetworkListeners());
    checkpoints(training, validation).ifPresent(callbacks::add);
    if (network.getIterationCount() > 0) {
      callbacks.add(new EarlierTraining());
    }
    callbacks.add(new ThreadTuning(settings.threads().isPresent()));
    callbacks.add(progress);
    patience.ifPresent(epochs -> callbacks.add(new EarlyStopping(epochs)));
    callbacks.add(new TerminateOnNaN());
    callbacks.add(new LearningCheck(sample.labels().classes()));
    callbacks.addAll(added);
    callbacks.add(stop);
    return callbacks;
  }

  private Optional<TrainingCallback> checkpoints(
      DataSetIterator training, DataSetIterator validation) {
    if (!withCheckpoints) {
      return Optional.empty();
    }
    if (network.getIterationCount() > 0) {
      progress.note(
          "The network goes on from the %,d steps that it has taken; no checkpoints are written."
              .formatted(network.getIterationCount()));
      return StoppedTrainings.checkpointOf(network).map(CheckpointRemoval::new);
    }
    if (training instanceof Batches batches && batches.getPreProcessor() == null) {
      var key = CheckpointKey.of(network, batches, validation, settings.capsInWords());
      return Optional.of(new ModelCheckpoint(settings.runs(), key, batches));
    }
    progress.note(
        "No checkpoints are written: only Batches without a pre-processor can be set to a place in their order. If the kernel is ended, the training starts anew.");
    return Optional.empty();
  }

  /**
   * How the network does on one epoch of a set; it does not learn from it.
   *
   * @throws LabException if the network has not been initialised, or cannot take these images or
   *     labels
   */
  public EvaluationResult evaluate(DataSetIterator set) {
    LayerShapes.requireInitialised(network);
    SampleBatch sample = SampleBatch.of(set, "iterator");
    BatchFit.check(network, sample);
    try (Step step = stepForPrediction(sample)) {
      return step.evaluate(set);
    }
  }

  /**
   * What {@code network.output(set)} gives, computed in the fastest way that the network allows.
   *
   * @param set its labels do not matter; it is reset before
   * @return the probability of each class for each example, {@code [n, classes]}, in the order of
   *     the set
   * @throws LabException if the network has not been initialised, or cannot take these images
   */
  public INDArray predict(DataSetIterator set) {
    LayerShapes.requireInitialised(network);
    SampleBatch sample = SampleBatch.of(set, "iterator");
    BatchFit.checkInput(network, sample);
    List<INDArray> batches = new ArrayList<>();
    try (Step step = stepForPrediction(sample)) {
      set.reset();
      while (set.hasNext()) {
        batches.add(step.predict(set.next().getFeatures()));
      }
    }
    return Nd4j.concat(0, batches.toArray(INDArray[]::new));
  }

  @Override
  public String toString() {
    String besides =
        patience.isPresent()
            ? " with early stopping, patience " + patience.getAsInt()
            : withCheckpoints ? " with checkpoints" : "";
    return "trainer" + besides;
  }

  private Step stepForPrediction(SampleBatch sample) {
    NativeLibrary.prepare();
    return Steps.forPrediction(network, sample.input());
  }
}
