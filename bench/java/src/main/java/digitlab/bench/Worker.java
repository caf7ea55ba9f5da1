package digitlab.bench;

import digitlab.backend.NativeLibrary;
import digitlab.data.Mnist;
import digitlab.settings.Settings;
import digitlab.train.BatchProgress;
import digitlab.train.EpochProgress;
import digitlab.train.History;
import digitlab.train.Progress;
import digitlab.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** A process that trains a network whenever {@code ./lab bench} asks for some steps. */
final class Worker {
  private static final int ENDLESS = 1_000_000;

  private final WorkerProtocol protocol = new WorkerProtocol();
  private final Workload start;

  private Worker(Path folder, String network) {
    this.start = Workload.of(folder, network);
  }

  /**
   * Trains until the standard input ends.
   *
   * @param arguments the system ({@code digitlab}, {@code dl4j-stock} or {@code dl4j-helpers}), the
   *     folder of the start, the network's name
   */
  public static void main(String[] arguments) {
    Worker worker = new Worker(Path.of(arguments[1]), arguments[2]);
    switch (arguments[0]) {
      case "digitlab" -> worker.trainAsUsersDo();
      case "dl4j-stock" -> worker.trainPlainly(false);
      case "dl4j-helpers" -> worker.trainPlainly(true);
      default -> throw new IllegalArgumentException("No such system: " + arguments[0]);
    }
    System.exit(0);
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

  /** Through Deeplearning4j's own {@code fit} with batches that are ready. */
  private void trainPlainly(boolean helpers) {
    NativeLibrary.useHelpers(helpers);
    if (helpers) {
      NativeLibrary.prepare();
    }
    Settings.current().threads().ifPresent(NativeLibrary::useThreads);
    List<DataSet> batches = start.written(Mnist.load());
    MultiLayerNetwork network = start.network();
    if (helpers) {
      // Without it the helpers compute every convolution twice; stock stays as it is shipped.
      network.setCacheMode(CacheMode.DEVICE);
    }
    String way = network.getLayer(0).getHelper() == null ? "stock" : "helpers";
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

  /** No further step is wanted. */
  private static final class Enough extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }
}
