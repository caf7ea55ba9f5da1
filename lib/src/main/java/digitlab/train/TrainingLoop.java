package digitlab.train;

import digitlab.compiled.CompiledStep;
import digitlab.data.Batch;
import digitlab.data.Batches;
import digitlab.step.EvaluationResult;
import digitlab.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** One training from its first batch to its last, or to the batch at which it was stopped. */
final class TrainingLoop {
  private final MultiLayerNetwork network;
  private final Step step;
  private final Threads threads;
  private final StopRequest stop;
  private final Progress progress;
  private final String caps;
  private final Optional<EarlyStopping> patience;
  private final List<Epoch> done = new ArrayList<>();
  private String remark = "";
  private boolean complete = true;
  private boolean stopping;

  TrainingLoop(
      MultiLayerNetwork network,
      Step step,
      Threads threads,
      StopRequest stop,
      Progress progress,
      String caps,
      Optional<EarlyStopping> patience) {
    this.network = network;
    this.step = step;
    this.threads = threads;
    this.stop = stop;
    this.progress = progress;
    this.caps = caps;
    this.patience = patience;
  }

  /** Goes on where an earlier training of the same network ended. */
  void goOnFrom(History earlier) {
    done.addAll(earlier.epochs());
    remark = earlier.conditions().remark();
  }

  /** Notes that the network was not new. */
  void startsWithTrainedNetwork() {
    complete = false;
    remark(
        "Went on from a network that had taken %,d steps.".formatted(network.getIterationCount()));
  }

  /** Adds a sentence to what the history says about this training. */
  void remark(String sentence) {
    remark = (remark + " " + sentence).strip();
  }

  History run(
      DataSetIterator training, DataSetIterator validation, int epochs, Checkpoints checkpoints) {
    boolean enough = false;
    while (done.size() < epochs && !stopping && !enough) {
      Learnt learnt = learn(training, done.size() + 1, epochs);
      long start = System.nanoTime();
      Optional<EvaluationResult> scores = validate(validation);
      done.add(epoch(learnt.moment(), scores, secondsSince(start)));
      boolean finished = learnt.whole() && scores.isPresent();
      if (finished) {
        progress.epoch(history(training), epochs);
      }
      if (scores.isPresent() && patience.isPresent()) {
        enough = patience.get().isOverAfter(history(training), network);
      }
      if (stopping && !(finished && done.size() == epochs)) {
        breakOff(learnt, scores.isPresent());
      }
      if (finished && done.size() < epochs) {
        checkpoints.save(history(training));
      }
    }
    if (complete) {
      checkpoints.remove();
    }
    patience
        .filter(EarlyStopping::hasBest)
        .ifPresent(it -> tell(it.restoreBest(history(training), network)));
    return history(training);
  }

  private void tell(String sentence) {
    remark(sentence);
    progress.note(sentence);
  }

  private History history(DataSetIterator training) {
    return new History(
        done,
        new History.Conditions(
            step.way(), step.threads(), training.batch(), caps, remark, complete));
  }

  private static Epoch epoch(
      BatchProgress learnt, Optional<EvaluationResult> scores, double seconds) {
    return new Epoch(
        learnt.epoch(),
        learnt.loss(),
        learnt.accuracy(),
        scores.map(EvaluationResult::loss).orElse(Double.NaN),
        scores.map(EvaluationResult::accuracy).orElse(Double.NaN),
        learnt.seconds(),
        seconds);
  }

  /**
   * A pass over the training set.
   *
   * @param moment its last
   * @param whole whether it came to the end of the set
   */
  private record Learnt(BatchProgress moment, boolean whole) {}

  private Learnt learn(DataSetIterator training, int epoch, int epochs) {
    for (TrainingListener listener : List.copyOf(network.getListeners())) {
      listener.onEpochStart(network);
    }
    Learnt learnt = pass(training, epoch, epochs);
    if (learnt.whole()) {
      for (TrainingListener listener : List.copyOf(network.getListeners())) {
        listener.onEpochEnd(network);
      }
      network.incrementEpochCount();
    }
    return learnt;
  }

  private Learnt pass(DataSetIterator training, int epoch, int epochs) {
    int batches = training instanceof Batches known ? known.batches() : 0;
    long start = System.nanoTime();
    double loss = 0;
    int correct = 0;
    int images = 0;
    BatchProgress moment = null;
    training.reset();
    for (int batch = 1; training.hasNext() && !stopping; batch++) {
      Taken taken = take(training);
      loss += taken.outcome().loss() * taken.images();
      correct += taken.outcome().correct();
      images += taken.images();
      moment =
          new BatchProgress(
              epoch,
              epochs,
              batch,
              batches,
              loss / images,
              (double) correct / images,
              images,
              secondsSince(start));
      progress.batch(moment);
      reduceThreadsIfSlower(taken.seconds(), epoch, batch);
      stopping = stop.wanted();
    }
    if (moment == null) {
      throw new IllegalArgumentException("The training iterator has no batch.");
    }
    return new Learnt(moment, !training.hasNext());
  }

  private void reduceThreadsIfSlower(double seconds, int epoch, int batch) {
    if (threads.reduceIfSlower(seconds)) {
      String sentence =
          "With one thread from batch %,d of epoch %d on: the machine had become busy."
              .formatted(batch + 1, epoch);
      tell(sentence);
    }
  }

  private record Taken(Step.Outcome outcome, int images, double seconds) {}

  private Taken take(DataSetIterator training) {
    if (step instanceof CompiledStep compiled
        && training instanceof Batches digits
        && digits.getPreProcessor() == null) {
      Batch batch = digits.nextBatch();
      long start = System.nanoTime();
      return new Taken(compiled.take(batch), batch.size(), secondsSince(start));
    }
    DataSet batch = training.next();
    long start = System.nanoTime();
    return new Taken(step.take(batch), batch.numExamples(), secondsSince(start));
  }

  /** Ends an evaluation in the middle. */
  private static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1L;

    GivenUp() {
      super("The validation was given up.", null, false, false);
    }
  }

  /**
   * Validates, also after a stop: that takes a second, and the history has no gap. Whoever cannot
   * wait presses again.
   */
  private Optional<EvaluationResult> validate(DataSetIterator validation) {
    try {
      return Optional.of(step.evaluate(validation, this::giveUpIfAskedTwice));
    } catch (GivenUp e) {
      return Optional.empty();
    }
  }

  private void giveUpIfAskedTwice() {
    if (stop.wanted()) {
      if (stopping) {
        throw new GivenUp();
      }
      stopping = true;
    }
  }

  /** Says where the training was stopped: to the reader now, and in the history for later. */
  private void breakOff(Learnt learnt, boolean validated) {
    BatchProgress at = learnt.moment();
    String all = at.batches() == 0 ? "" : " of %,d".formatted(at.batches());
    String where =
        learnt.whole()
            ? "Stopped after epoch %d of %d.".formatted(at.epoch(), at.epochs())
            : "Stopped in epoch %d of %d after batch %,d%s."
                .formatted(at.epoch(), at.epochs(), at.batch(), all);
    complete = false;
    remark(validated ? where : where + " That epoch was not validated.");
    progress.note(where + " The network keeps what it has learnt; run the cell again to go on.");
  }

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
