package digitlab.bench.djl;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A process that trains a network with DJL whenever {@code ./lab bench} asks for some steps. */
final class Worker {
  private static final int SIDE = 28;

  private final List<NDArray> images = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final Trainer trainer;
  private int taken;

  private Worker(Trainer trainer, Path folder, int batchSize) throws IOException {
    this.trainer = trainer;
    float[] pixels = Network.floats(folder.resolve("images.f32"));
    byte[] classes = Files.readAllBytes(folder.resolve("labels.u8"));
    NDManager manager = trainer.getManager();
    int pixelsOfBatch = batchSize * SIDE * SIDE;
    for (int batch = 0; batch < classes.length / batchSize; batch++) {
      float[] x = Arrays.copyOfRange(pixels, batch * pixelsOfBatch, (batch + 1) * pixelsOfBatch);
      images.add(manager.create(x, new Shape(batchSize, 1, SIDE, SIDE)));
      long[] y = new long[batchSize];
      for (int i = 0; i < batchSize; i++) {
        y[i] = classes[batch * batchSize + i];
      }
      labels.add(manager.create(y));
    }
  }

  /**
   * Trains until the standard input ends.
   *
   * @param arguments the folder of the start, the network's name, the number of threads
   */
  public static void main(String[] arguments) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    Path folder = Path.of(arguments[0]);
    Network network = new Network(folder.resolve(arguments[1]));
    try (Model model = Model.newInstance("bench")) {
      model.setBlock(network.block());
      try (Trainer trainer = model.newTrainer(configuration(network))) {
        network.useFirstWeights();
        int batchSize = network.number("batch_size");
        trainer.initialize(new Shape(batchSize, 1, SIDE, SIDE));
        Worker worker = new Worker(trainer, folder, batchSize);
        worker.serve(answers, network.number("first_steps"), arguments[2]);
      }
    }
  }

  private static DefaultTrainingConfig configuration(Network network) {
    Optimizer adam =
        Adam.builder()
            .optLearningRateTracker(Tracker.fixed((float) network.adam("learning_rate")))
            .optBeta1((float) network.adam("beta1"))
            .optBeta2((float) network.adam("beta2"))
            .optEpsilon((float) network.adam("epsilon"))
            .build();
    return new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(adam);
  }

  /** The same talk as that of {@code digitlab.bench.WorkerProtocol}. */
  private void serve(PrintStream answers, int firstSteps, String threads) throws IOException {
    List<Double> milliseconds = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    take(1, milliseconds, losses);
    long firstStepAt = System.currentTimeMillis();
    take(firstSteps - 1, milliseconds, losses);
    String first = "\"losses\": %s, \"first_step_at\": %s, ".formatted(losses, firstStepAt / 1e3);
    answers.println(answer(first, milliseconds, threads));
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      milliseconds.clear();
      losses.clear();
      take(Integer.parseInt(line.replace("run ", "")), milliseconds, losses);
      answers.println(answer("", milliseconds, threads));
      answers.flush();
    }
  }

  private static String answer(String first, List<Double> milliseconds, String threads) {
    return String.format(
        Locale.ROOT,
        "{%s\"ms\": %s, \"way\": \"djl\", \"threads_used\": %s}",
        first,
        milliseconds,
        threads);
  }

  private void take(int steps, List<Double> milliseconds, List<Double> losses) {
    for (int i = 0; i < steps; i++) {
      long began = System.nanoTime();
      float of = step(taken++ % images.size());
      milliseconds.add((System.nanoTime() - began) / 1e6);
      losses.add((double) of);
    }
  }

  private float step(int batch) {
    try (NDManager scope = trainer.getManager().newSubManager()) {
      NDArray of;
      NDList x = new NDList(images.get(batch));
      NDList y = new NDList(labels.get(batch));
      scope.tempAttachAll(x, y);
      try (GradientCollector gradients = trainer.newGradientCollector()) {
        of = loss.evaluate(y, trainer.forward(x));
        gradients.backward(of);
      }
      trainer.step();
      return of.getFloat();
    }
  }
}
