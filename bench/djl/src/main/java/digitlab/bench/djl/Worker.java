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
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A process that trains a network with DJL whenever {@code ./lab bench} asks for some steps, or
 * once until it is good.
 */
final class Worker {
  private static final int SIDE = 28;
  private static final int TEST_BATCH = 500;

  /** The place of the goal's four numbers among the arguments. */
  private static final int GOAL = 3;

  private final List<NDArray> images = new ArrayList<>();
  private final List<NDArray> labels = new ArrayList<>();
  private final Loss loss = Loss.softmaxCrossEntropyLoss();
  private final Trainer trainer;
  private int taken;

  private Worker(Trainer trainer) {
    this.trainer = trainer;
  }

  private void readBatches(Path folder, int batchSize) throws IOException {
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
   * Trains until the standard input ends, or until a goal is reached.
   *
   * @param arguments the folder of the start, the network's name, the number of threads; for a
   *     training with a goal its four numbers, as {@code digitlab.bench.Goal} has them
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
        Worker worker = new Worker(trainer);
        if (arguments.length > GOAL) {
          worker.reach(answers, folder, batchSize, arguments);
        } else {
          worker.readBatches(folder, batchSize);
          worker.serve(answers, network.number("first_steps"), arguments[2]);
        }
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

  /** The batches are made on the way, from the bytes of the images. */
  private void reach(PrintStream answers, Path folder, int batchSize, String[] arguments)
      throws IOException {
    double wanted = Double.parseDouble(arguments[GOAL]);
    int every = Integer.parseInt(arguments[GOAL + 1]);
    int most = Integer.parseInt(arguments[GOAL + 2]);
    double longest = Double.parseDouble(arguments[GOAL + 3]);
    DataSet training = DataSet.read(folder, "train");
    DataSet test = DataSet.read(folder, "test");
    int[] order = numbers(folder.resolve("order.i32"));
    long began = System.nanoTime();
    double accuracy = 0;
    double seconds = 0;
    int step = 0;
    while (step < most && accuracy < wanted && seconds < longest) {
      int from = step * batchSize % order.length;
      try (NDManager scope = trainer.getManager().newSubManager()) {
        int[] images = Arrays.copyOfRange(order, from, from + batchSize);
        step(scope, training.images(scope, images), training.labels(scope, images));
      }
      step++;
      if (step % every == 0 || step == most) {
        accuracy = accuracy(test);
        seconds = (System.nanoTime() - began) / 1e9;
      }
    }
    answers.printf(
        Locale.ROOT,
        "{\"steps\": %d, \"accuracy\": %.4f, \"seconds\": %.3f, \"way\": \"djl\", \"threads_used\": %s}%n",
        step,
        accuracy,
        seconds,
        arguments[2]);
    answers.flush();
  }

  private double accuracy(DataSet set) {
    long right = 0;
    for (int from = 0; from < set.size(); from += TEST_BATCH) {
      try (NDManager scope = trainer.getManager().newSubManager()) {
        int[] images = IntStream.range(from, Math.min(from + TEST_BATCH, set.size())).toArray();
        NDList x = new NDList(set.images(scope, images));
        NDArray told = trainer.evaluate(x).singletonOrThrow();
        told.attach(scope);
        right += told.argMax(1).eq(set.labels(scope, images)).sum().getLong();
      }
    }
    return (double) right / set.size();
  }

  private static int[] numbers(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int[] numbers = new int[bytes.remaining() / Integer.BYTES];
    bytes.asIntBuffer().get(numbers);
    return numbers;
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
      return step(scope, images.get(batch), labels.get(batch));
    }
  }

  private float step(NDManager scope, NDArray batch, NDArray classes) {
    NDArray of;
    NDList x = new NDList(batch);
    NDList y = new NDList(classes);
    scope.tempAttachAll(x, y);
    try (GradientCollector gradients = trainer.newGradientCollector()) {
      of = loss.evaluate(y, trainer.forward(x));
      gradients.backward(of);
    }
    trainer.step();
    return of.getFloat();
  }

  /** Images as bytes, and their classes. */
  private record DataSet(byte[] pixels, byte[] classes) {
    static DataSet read(Path folder, String part) throws IOException {
      return new DataSet(
          Files.readAllBytes(folder.resolve(part + "-images.u8")),
          Files.readAllBytes(folder.resolve(part + "-labels.u8")));
    }

    int size() {
      return classes.length;
    }

    NDArray images(NDManager scope, int[] numbers) {
      int pixelsOfImage = SIDE * SIDE;
      float[] x = new float[numbers.length * pixelsOfImage];
      for (int i = 0; i < numbers.length; i++) {
        for (int p = 0; p < pixelsOfImage; p++) {
          x[i * pixelsOfImage + p] = (pixels[numbers[i] * pixelsOfImage + p] & 0xFF) / 255f;
        }
      }
      return scope.create(x, new Shape(numbers.length, 1, SIDE, SIDE));
    }

    NDArray labels(NDManager scope, int[] numbers) {
      return scope.create(IntStream.of(numbers).mapToLong(image -> classes[image]).toArray());
    }
  }
}
