package digitlab.train;

import digitlab.compiled.CompiledStep;
import digitlab.data.Batch;
import digitlab.data.Batches;
import digitlab.step.Scores;
import digitlab.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/** One training from its first batch to its last. */
final class Course {
  private final MultiLayerNetwork network;
  private final Step step;
  private final Threads threads;
  private final Progress progress;
  private final String caps;
  private final Optional<Patience> patience;
  private final List<Epoch> done = new ArrayList<>();
  private String remark = "";

  Course(
      MultiLayerNetwork network,
      Step step,
      Threads threads,
      Progress progress,
      String caps,
      Optional<Patience> patience) {
    this.network = network;
    this.step = step;
    this.threads = threads;
    this.progress = progress;
    this.caps = caps;
    this.patience = patience;
  }

  History run(DataSetIterator training, DataSetIterator validation, int epochs) {
    for (int epoch = 1; epoch <= epochs; epoch++) {
      done.add(epoch(training, validation, epoch, epochs));
      History soFar = history(training);
      progress.epoch(soFar, epochs);
      if (patience.isPresent() && patience.get().isOverAfter(soFar, network)) {
        break;
      }
    }
    patience.ifPresent(it -> remark(it.restoreBest(history(training), network)));
    return history(training);
  }

  private void remark(String sentence) {
    remark = remark.isEmpty() ? sentence : remark + " " + sentence;
    progress.note(sentence);
  }

  private History history(DataSetIterator training) {
    return new History(
        done, new History.Conditions(step.way(), step.threads(), training.batch(), caps, remark));
  }

  private Epoch epoch(
      DataSetIterator training, DataSetIterator validation, int number, int epochs) {
    for (TrainingListener listener : List.copyOf(network.getListeners())) {
      listener.onEpochStart(network);
    }
    Progress.Moment learnt = learn(training, number, epochs);
    for (TrainingListener listener : List.copyOf(network.getListeners())) {
      listener.onEpochEnd(network);
    }
    network.incrementEpochCount();

    long start = System.nanoTime();
    Scores scores = step.scores(validation);
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
  private Progress.Moment learn(DataSetIterator training, int epoch, int epochs) {
    int batches = training instanceof Batches known ? known.batches() : 0;
    long start = System.nanoTime();
    double loss = 0;
    int correct = 0;
    int images = 0;
    Progress.Moment moment = null;
    training.reset();
    for (int batch = 1; training.hasNext(); batch++) {
      Taken taken = take(training);
      loss += taken.outcome().loss() * taken.images();
      correct += taken.outcome().correct();
      images += taken.images();
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
      if (threads.reduceIfSlower(taken.seconds())) {
        remark(
            "With one thread from batch %,d of epoch %d on: the machine had become busy."
                .formatted(batch + 1, epoch));
      }
    }
    if (moment == null) {
      throw new IllegalArgumentException("The training iterator has no batch.");
    }
    return moment;
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

  private static double secondsSince(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
