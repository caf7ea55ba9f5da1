package digitlab.bench;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.settings.Settings;
import digitlab.step.EvaluationResult;
import digitlab.step.Step;
import digitlab.train.BatchProgress;
import digitlab.train.EpochProgress;
import digitlab.train.History;
import digitlab.train.Progress;
import digitlab.train.Trainer;
import digitlab.train.TrainingLoop;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A process that trains a network whenever {@code ./lab bench} asks for some steps, or once until
 * it is good.
 */
final class Worker {
  private static final int ENDLESS = 1_000_000;

  /** The place of a goal among the arguments. */
  private static final int GOAL = 3;

  private final WorkerProtocol protocol = new WorkerProtocol();
  private final Workload start;

  private Worker(Path folder, String network) {
    this.start = Workload.of(folder, network);
  }

  /**
   * Trains until the standard input ends, or until a goal is reached.
   *
   * @param arguments the system ({@code digitlab}, {@code digitlab-portable}, {@code dl4j-stock} or
   *     {@code dl4j-helpers}), the folder of the start, the network's name; for a training with a
   *     goal its four numbers, as {@link Goal} has them
   */
  public static void main(String[] arguments) {
    Worker worker = new Worker(Path.of(arguments[1]), arguments[2]);
    Optional<Goal> goal =
        arguments.length > GOAL ? Optional.of(Goal.of(arguments, GOAL)) : Optional.empty();
    switch (arguments[0]) {
      case "digitlab", "digitlab-portable" ->
          goal.ifPresentOrElse(worker::reachAsUsersDo, worker::trainAsUsersDo);
      case "dl4j-stock" -> worker.plainly(false, goal);
      case "dl4j-helpers" -> worker.plainly(true, goal);
      default -> throw new IllegalArgumentException("No such system: " + arguments[0]);
    }
    System.exit(0);
  }

  private void plainly(boolean helpers, Optional<Goal> goal) {
    MultiLayerNetwork network = plainNetwork(helpers);
    goal.ifPresentOrElse(it -> reachPlainly(network, it), () -> trainPlainly(network));
  }

  /** Through the library's trainer: it makes the batches and chooses the way. */
  private void trainAsUsersDo() {
    Mnist mnist = Mnist.load();
    MultiLayerNetwork network = start.network();
    Stopwatch first = new Stopwatch();
    History history =
        Trainer.of(network, first).fit(start.firstBatches(mnist), start.validation(mnist), 1);
    History.Conditions conditions = history.conditions();
    protocol.ready(first.steps, first.firstFinishedAt, conditions.way(), conditions.threads());
    try {
      Stopwatch measured = new Stopwatch(protocol, conditions);
      Trainer.of(network, measured).fit(start.batches(mnist), start.validation(mnist), ENDLESS);
    } catch (Enough enough) {
      // The usual end: nothing else stops a training between two batches.
    }
  }

  /** The same until a goal is reached; evaluated as the trainer does it after each epoch. */
  private void reachAsUsersDo(Goal goal) {
    Mnist mnist = Mnist.load();
    MultiLayerNetwork network = start.network();
    try {
      Trainer.of(network, new Finish(protocol, goal, start.test(mnist)))
          .fit(start.batches(mnist), start.validation(mnist), ENDLESS);
    } catch (Enough enough) {
      // The usual end.
    }
  }

  /** As Deeplearning4j is used by itself. */
  private MultiLayerNetwork plainNetwork(boolean helpers) {
    NativeLibrary.useHelpers(helpers);
    if (helpers) {
      NativeLibrary.prepare();
    }
    Settings.current().threads().ifPresent(NativeLibrary::useThreads);
    MultiLayerNetwork network = start.network();
    if (helpers) {
      // Without it the helpers compute every convolution twice; stock stays as it is shipped.
      network.setCacheMode(CacheMode.DEVICE);
    }
    return network;
  }

  private static String way(MultiLayerNetwork network) {
    return network.getLayer(0).getHelper() == null ? "stock" : "helpers";
  }

  /** Through Deeplearning4j's own {@code fit} with batches that are ready. */
  private void trainPlainly(MultiLayerNetwork network) {
    List<DataSet> batches = start.written(Mnist.load());
    String way = way(network);
    List<WorkerProtocol.TimedStep> steps = new ArrayList<>();
    long firstFinishedAt = 0;
    int step = 0;
    int wanted = Workload.FIRST_STEPS;
    while (wanted > 0) {
      steps.clear();
      for (int i = 0; i < wanted; i++) {
        long began = System.nanoTime();
        network.fit(batches.get(step++ % batches.size()));
        steps.add(new WorkerProtocol.TimedStep((System.nanoTime() - began) / 1e6, network.score()));
        firstFinishedAt = step == 1 ? System.currentTimeMillis() : firstFinishedAt;
      }
      if (step == Workload.FIRST_STEPS) {
        protocol.ready(steps, firstFinishedAt, way, NativeLibrary.threads());
      } else {
        protocol.took(steps, way, NativeLibrary.threads(), "");
      }
      wanted = protocol.next();
    }
  }

  /** The same until a goal is reached; the batches are made on the way. */
  private void reachPlainly(MultiLayerNetwork network, Goal goal) {
    Mnist mnist = Mnist.load();
    Batches batches = start.batches(mnist);
    Batches test = start.test(mnist);
    long began = System.nanoTime();
    double accuracy = 0;
    double passed = 0;
    int step = 0;
    while (step == 0 || !goal.isDue(step) || !goal.ends(step, accuracy, passed)) {
      if (!batches.hasNext()) {
        batches.reset();
      }
      network.fit(batches.next());
      step++;
      if (goal.isDue(step)) {
        accuracy = EvaluationResult.of(network, test).accuracy();
        passed = secondsSince(began);
      }
    }
    protocol.ended(step, accuracy, passed, way(network), NativeLibrary.threads());
  }

  private static double secondsSince(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  /** Times the trainer's steps, and holds it up after as many as were asked for. */
  private static final class Stopwatch implements Progress {
    private final List<WorkerProtocol.TimedStep> steps = new ArrayList<>();
    private final WorkerProtocol protocol;
    private History.Conditions conditions;
    private int wanted;
    private long began = System.nanoTime();
    private long firstFinishedAt;
    private double lossBefore;
    private String remark = "";

    /** Times a whole training. */
    private Stopwatch() {
      this.protocol = null;
    }

    /** Waits for the first command, then times as many steps as each one asks for. */
    private Stopwatch(WorkerProtocol protocol, History.Conditions conditions) {
      this.protocol = protocol;
      this.conditions = conditions;
      await();
    }

    @Override
    public void onTrainBatchEnd(BatchProgress batch) {
      long now = System.nanoTime();
      firstFinishedAt = firstFinishedAt == 0 ? System.currentTimeMillis() : firstFinishedAt;
      // The trainer tells the mean of the epoch so far.
      double sum = batch.loss() * batch.batch();
      steps.add(new WorkerProtocol.TimedStep((now - began) / 1e6, sum - lossBefore));
      lossBefore = sum;
      if (protocol != null && steps.size() == wanted) {
        protocol.took(steps, conditions.way(), conditions.threads(), remark);
        steps.clear();
        await();
      }
      began = System.nanoTime();
    }

    @Override
    public void note(String sentence) {
      remark = sentence;
    }

    @Override
    public void onEpochEnd(EpochProgress epoch) {
      conditions = epoch.history().conditions();
      lossBefore = 0;
      began = System.nanoTime(); // the validation is not part of a step
    }

    private void await() {
      wanted = protocol.next();
      if (wanted == 0) {
        throw new Enough();
      }
      began = System.nanoTime();
    }
  }

  /**
   * Evaluates on the whole test set on the way, and ends the training at its goal. The time counts
   * from the call of {@code fit}, so that the trainer's preparations are in it.
   */
  private static final class Finish implements Progress {
    private final WorkerProtocol protocol;
    private final Goal goal;
    private final Batches test;
    private TrainingLoop loop;
    private final long began = System.nanoTime();
    private int taken;

    private Finish(WorkerProtocol protocol, Goal goal, Batches test) {
      this.protocol = protocol;
      this.goal = goal;
      this.test = test;
    }

    @Override
    public void onTrainBegin(TrainingLoop begun) {
      loop = begun;
    }

    @Override
    public void onTrainBatchEnd(BatchProgress batch) {
      taken++;
      if (!goal.isDue(taken)) {
        return;
      }
      double accuracy = loop.step().evaluate(test).accuracy();
      double passed = secondsSince(began);
      if (goal.ends(taken, accuracy, passed)) {
        Step step = loop.step();
        protocol.ended(taken, accuracy, passed, step.way(), step.threads());
        throw new Enough();
      }
    }
  }

  /** No further step is wanted. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
