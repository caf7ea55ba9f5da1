package digitlab.compiled;

import digitlab.backend.NativeLibrary;
import digitlab.batch.Batch;
import digitlab.batch.BatchIterator;
import digitlab.plan.Engine;
import digitlab.plan.NativeFloats;
import digitlab.plan.Plan;
import digitlab.step.EvaluationResult;
import digitlab.step.Step;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Takes training steps, and predicts, by an engine's plans.
 *
 * <p>Parameters, updater state, running statistics, iteration count and score are the network's
 * own: between two steps the network can be evaluated, saved, or trained by its own {@code fit}.
 *
 * <p>The same network, seed and batches give the same results, bit for bit, on any number of
 * threads. A step is used by one thread at a time.
 */
public final class CompiledStep implements Step {
  /** Examples that are predicted at once: enough work for a call, and little memory. */
  private static final int PREDICTION_BATCH = 100;

  /**
   * Plans that are kept: the usual batch, an epoch's last one, two for prediction, one to spare.
   */
  private static final int PLANS = 5;

  private final MultiLayerNetwork network;
  private final CompiledNetwork compiled;
  private final Engine engine;
  private final FloatPointer gradients;
  private final Map<Key, Plan> plans = new LinkedHashMap<>(8, 0.75f, true);
  private INDArray parameters;
  private INDArray state;
  private AdamUpdate adam;
  private int threads = NativeLibrary.stepThreads();
  private boolean closed;

  /** What a plan was made for. */
  private record Key(int images, boolean training) {}

  CompiledStep(MultiLayerNetwork network, CompiledNetwork compiled, Engine engine) {
    this.network = network;
    this.compiled = compiled;
    this.engine = engine;
    this.gradients = new FloatPointer(network.numParams());
    gradients.zero();
  }

  @Override
  public String way() {
    return engine.name().equals(Engines.ONEDNN)
        ? "compiled"
        : "compiled (%s)".formatted(engine.name());
  }

  @Override
  public int threads() {
    return threads;
  }

  @Override
  public void useThreads(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "A step needs at least 1 thread, not %d.".formatted(threads));
    }
    this.threads = threads;
  }

  /** Makes the plan for training with batches of this size now rather than in the first step. */
  void prepareTraining(int batchSize) {
    plan(batchSize, true);
  }

  /** Makes the plan for prediction now rather than when it is first used. */
  void preparePrediction() {
    plan(PREDICTION_BATCH, false);
  }

  @Override
  public Outcome take(DataSet batch) {
    INDArray features = batch.getFeatures();
    int n = (int) features.size(0);
    checkShape("features", features, compiled.featureShape(n));
    checkShape("labels", batch.getLabels(), compiled.labelShape(n));
    if (batch.getFeaturesMaskArray() != null || batch.getLabelsMaskArray() != null) {
      throw new IllegalArgumentException(
          "The compiled step knows no masks, but the batch has one.");
    }
    float[] labels = floats(batch.getLabels());
    float[] images = compiled.usedRegion().of(floats(features), 0, n);
    Outcome outcome = step(images, n, compiled.loss().sparse() ? oneHot(labels) : labels);
    finish(features, batch.getLabels());
    return outcome;
  }

  /** The fastest way in: no array of ND4J is made, unless a listener wants it. */
  @Override
  public Outcome take(Batch batch) {
    return take(batch.features(), batch.labels());
  }

  /**
   * Trains the network on one batch that was made without ND4J.
   *
   * @param features the images one after another, each by channel, row and column
   * @param classes the class of each image
   */
  Outcome take(float[] features, int[] classes) {
    int n = classes.length;
    checkLength(features, n);
    float[] labels = compiled.loss().oneHot(classes);
    Outcome outcome = step(compiled.usedRegion().of(features, 0, n), n, labels);
    if (network.getListeners().isEmpty()) {
      finish(null, null);
    } else {
      finish(
          Nd4j.createFromArray(features).reshape(compiled.featureShape(n)),
          Nd4j.createFromArray(labels).reshape(n, compiled.loss().classes()));
    }
    return outcome;
  }

  /**
   * Predicts, without training: with running statistics, without dropout.
   *
   * @param features {@code n} images one after another, each by channel, row and column
   * @return probabilities {@code [n, classes]}, row by row
   */
  public float[] predict(float[] features, int n) {
    checkLength(features, n);
    int classes = compiled.loss().classes();
    float[] probabilities = new float[n * classes];
    // One picture has a plan of its own: somebody waits for it while drawing.
    Plan plan = plan(n == 1 ? 1 : PREDICTION_BATCH, false);
    for (int from = 0; from < n; from += PREDICTION_BATCH) {
      int rows = Math.min(PREDICTION_BATCH, n - from);
      plan.forward(
          compiled.usedRegion().of(features, from, rows), network.getIterationCount(), threads);
      plan.output(probabilities, from * classes, rows * classes);
    }
    compiled.loss().softmax(probabilities, n);
    return probabilities;
  }

  @Override
  public Optional<EvaluationResult> evaluate(DataSetIterator set, BooleanSupplier goOn) {
    Optional<BatchIterator> plain = BatchIterator.plain(set);
    return plain.isPresent()
        ? evaluate(plain.get(), goOn)
        : EvaluationResult.of(network, set, this::predict, goOn);
  }

  /** For a small network, arrays of ND4J would take far longer than the predictions. */
  private Optional<EvaluationResult> evaluate(BatchIterator set, BooleanSupplier goOn) {
    CrossEntropy entropy = compiled.loss();
    int[] predicted = new int[set.examples()];
    double loss = 0;
    int correct = 0;
    int done = 0;
    set.reset();
    while (set.hasNext()) {
      if (!goOn.getAsBoolean()) {
        return Optional.empty();
      }
      Batch batch = set.nextBatch();
      int n = batch.size();
      float[] probabilities = predict(batch.features(), n);
      float[] labels = entropy.oneHot(batch.labels());
      loss += entropy.loss(probabilities, labels, n) * n;
      correct += entropy.correct(probabilities, labels, n);
      System.arraycopy(entropy.mostProbable(probabilities, n), 0, predicted, done, n);
      done += n;
    }
    return Optional.of(new EvaluationResult(loss / done, (double) correct / done, predicted));
  }

  @Override
  public boolean isSameOnAnyThreads() {
    return true;
  }

  @Override
  public INDArray predict(INDArray features) {
    int n = (int) features.size(0);
    return Nd4j.createFromArray(predict(floats(features), n)).reshape(n, compiled.loss().classes());
  }

  /** The plans for training that there are; for tests. */
  long trainingPlans() {
    return plans.keySet().stream().filter(Key::training).count();
  }

  /** The mean loss's gradients in the last step, in the order of the network's parameters. */
  float[] gradients() {
    float[] copy = new float[(int) gradients.capacity()];
    gradients.get(copy);
    return copy;
  }

  private Outcome step(float[] images, int n, float[] labels) {
    Plan plan = plan(n, true);
    CrossEntropy loss = compiled.loss();
    int iteration = network.getIterationCount();
    plan.forward(images, iteration, threads);
    float[] values = new float[n * loss.classes()];
    plan.output(values, 0, values.length);
    loss.softmax(values, n);
    Outcome outcome = new Outcome(loss.loss(values, labels, n), loss.correct(values, labels, n));
    loss.gradient(values, labels, n);
    plan.backward(values, iteration, threads);
    adam.update(iteration, network.getEpochCount(), threads);
    network.setScore(outcome.loss());
    return outcome;
  }

  /** Tells the listeners, then counts the iteration: in Deeplearning4j's order. */
  private void finish(INDArray features, INDArray labels) {
    int iteration = network.getIterationCount();
    if (!network.getListeners().isEmpty()) {
      network.setInput(features);
      network.setLabels(labels);
      for (TrainingListener listener : network.getListeners()) {
        listener.iterationDone(network, iteration, network.getEpochCount());
      }
    }
    network.setIterationCount(iteration + 1);
  }

  private Plan plan(int images, boolean training) {
    if (closed) {
      throw new IllegalStateException("This compiled step is closed.");
    }
    bind();
    Plan plan =
        plans.computeIfAbsent(
            new Key(images, training),
            key ->
                engine.plan(
                    compiled.layers(),
                    images,
                    compiled.usedRegion().shape(),
                    NativeFloats.of(parameters),
                    training ? gradients : null));
    if (plans.size() > PLANS) {
      Key oldest = plans.keySet().iterator().next();
      plans.remove(oldest).close();
    }
    return plan;
  }

  /** Takes the network's arrays anew if it was given other ones since the last step. */
  private void bind() {
    INDArray parametersNow = network.params();
    INDArray stateNow = network.getUpdater().getStateViewArray();
    if (isSame(parameters, parametersNow) && isSame(state, stateNow)) {
      return;
    }
    closePlans();
    parameters = parametersNow;
    state = stateNow;
    adam =
        new AdamUpdate(
            compiled.updates(), NativeFloats.of(parameters), gradients, NativeFloats.of(state));
  }

  private static boolean isSame(INDArray bound, INDArray now) {
    return bound != null && bound.data().address() == now.data().address();
  }

  private float[] oneHot(float[] numbers) {
    int[] classes = new int[numbers.length];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (int) numbers[i];
    }
    return compiled.loss().oneHot(classes);
  }

  private static float[] floats(INDArray array) {
    INDArray plain = NativeFloats.plain(array);
    float[] floats = new float[(int) plain.length()];
    NativeFloats.of(plain).get(floats);
    Reference.reachabilityFence(plain);
    return floats;
  }

  private void checkLength(float[] features, int n) {
    int expected = n * compiled.inputLength();
    if (n < 1 || features.length != expected) {
      throw new IllegalArgumentException(
          "%d examples of shape %s have %,d values, but %,d were given."
              .formatted(n, Arrays.toString(compiled.inputShape()), expected, features.length));
    }
  }

  private static void checkShape(String what, INDArray array, long[] expected) {
    if (!Arrays.equals(array.shape(), expected)) {
      throw new IllegalArgumentException(
          "The network was compiled for %s of shape %s, but the batch has %s."
              .formatted(what, Arrays.toString(expected), Arrays.toString(array.shape())));
    }
  }

  private void closePlans() {
    plans.values().forEach(Plan::close);
    plans.clear();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      closePlans();
      gradients.close();
    }
  }

  @Override
  public String toString() {
    return threads == 1 ? "compiled step, 1 thread" : "compiled step, " + threads + " threads";
  }
}
