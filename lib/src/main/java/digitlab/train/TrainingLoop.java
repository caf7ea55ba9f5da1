package digitlab.train;

import digitlab.batch.Batch;
import digitlab.batch.BatchIterator;
import digitlab.step.EvaluationResult;
import digitlab.step.OutputLoss;
import digitlab.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * One training: epochs of batches, each epoch followed by its validation. Whatever happens besides
 * is done by {@linkplain TrainingCallback callbacks}.
 */
public final class TrainingLoop {
  private final MultiLayerNetwork network;
  private final Step step;
  private final DataSetIterator training;
  private final DataSetIterator validation;
  private final int epochs;
  private final Consumer<String> note;
  private final List<TrainingCallback> callbacks;
  private final Optional<BatchIterator> plainBatches;
  private final List<Epoch> done = new ArrayList<>();
  private History.Conditions conditions;
  private Optional<History.Conditions> resumed = Optional.empty();
  private BatchProgress lastBatch;
  private boolean stopping;
  private boolean validating;
  private boolean validationGivenUp;

  /**
   * @param network is trained by the step
   * @param training can be reset
   * @param validation can be reset
   * @param epochs until there are so many, those of an earlier part of the training included
   * @param caps the caps in force in words
   * @param note tells the reader a sentence
   * @param callbacks are called in their order
   */
  TrainingLoop(
      MultiLayerNetwork network,
      Step step,
      DataSetIterator training,
      DataSetIterator validation,
      int epochs,
      String caps,
      Consumer<String> note,
      List<TrainingCallback> callbacks) {
    this.network = network;
    this.step = step;
    this.training = training;
    this.validation = validation;
    this.epochs = epochs;
    this.note = note;
    this.callbacks = callbacks;
    this.plainBatches = BatchIterator.plain(training);
    this.conditions =
        new History.Conditions(
            step.way(),
            step.threads(),
            training.batch(),
            caps,
            "",
            OutputLoss.name(network.getLayerWiseConfigurations()),
            true);
  }

  /** Trains until all epochs are done or somebody asks to {@link #stop}. */
  History run() {
    callbacks.forEach(callback -> callback.onTrainBegin(this));
    while (done.size() < epochs && !stopping) {
      int epoch = done.size() + 1;
      callbacks.forEach(callback -> callback.onEpochBegin(epoch));
      training.reset();
      EpochMetrics metrics = new EpochMetrics(epoch, epochs, batchesInEpoch());
      while (training.hasNext() && !stopping) {
        lastBatch = takeBatch(metrics);
        callbacks.forEach(callback -> callback.onTrainBatchEnd(lastBatch));
      }
      boolean trained = !training.hasNext();
      boolean validated = validate();
      EpochProgress progress = new EpochProgress(history(), epochs, lastBatch, trained, validated);
      callbacks.forEach(callback -> callback.onEpochEnd(progress));
    }
    callbacks.forEach(TrainingCallback::onTrainEnd);
    return history();
  }

  private int batchesInEpoch() {
    return training instanceof BatchIterator known ? known.batches() : 0;
  }

  /** Making the batch is no part of the step's time. */
  private BatchProgress takeBatch(EpochMetrics metrics) {
    if (plainBatches.isPresent()) {
      Batch batch = plainBatches.get().nextBatch();
      long start = System.nanoTime();
      return metrics.add(step.take(batch), batch.size(), secondsSince(start));
    }
    DataSet batch = training.next();
    long start = System.nanoTime();
    return metrics.add(step.take(batch), batch.numExamples(), secondsSince(start));
  }

  /** Validates and adds the epoch; also after a stop, so that the history has no gap. */
  private boolean validate() {
    long start = System.nanoTime();
    validating = true;
    Optional<EvaluationResult> result = step.evaluate(validation, this::validationGoesOn);
    validating = false;
    done.add(
        new Epoch(
            lastBatch.epoch(),
            lastBatch.loss(),
            lastBatch.accuracy(),
            result.map(EvaluationResult::loss).orElse(Double.NaN),
            result.map(EvaluationResult::accuracy).orElse(Double.NaN),
            lastBatch.seconds(),
            secondsSince(start)));
    return result.isPresent();
  }

  private boolean validationGoesOn() {
    callbacks.forEach(TrainingCallback::onTestBatchBegin);
    return !validationGivenUp;
  }

  // ---- What callbacks ask and steer.

  /** The network that is trained. */
  public MultiLayerNetwork network() {
    return network;
  }

  /** What takes the steps. */
  public Step step() {
    return step;
  }

  /** The epochs that are to be trained in all. */
  public int epochs() {
    return epochs;
  }

  /** The epochs so far, and how they were trained. */
  public History history() {
    return new History(done, conditions.withWay(step.way()));
  }

  /**
   * Ends the training after the running batch and a last validation; asked again while that runs,
   * gives it up, too.
   */
  public void stop() {
    validationGivenUp |= stopping && validating;
    stopping = true;
  }

  /** Goes on where an earlier part of the same training ended; before the first batch. */
  public void resumeAfter(History earlier) {
    resumed = Optional.of(earlier.conditions());
    done.addAll(earlier.epochs());
    remark(earlier.conditions().remark());
  }

  /** How the earlier part of a resumed training was done. */
  public Optional<History.Conditions> resumed() {
    return resumed;
  }

  /** Adds a sentence to what the history says about this training. */
  public void remark(String sentence) {
    conditions = conditions.withRemark(sentence);
  }

  /** Tells the reader a sentence now. */
  public void note(String sentence) {
    note.accept(sentence);
  }

  /**
   * Says that the network will not be what a new one is after all epochs that were asked for: other
   * notebooks must not take it for that.
   */
  public void markIncomplete() {
    conditions = conditions.incomplete();
  }

  @Override
  public String toString() {
    return "training, %d of %d epochs done".formatted(done.size(), epochs);
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
