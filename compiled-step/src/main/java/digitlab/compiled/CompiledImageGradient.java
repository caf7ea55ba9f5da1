package digitlab.compiled;

import digitlab.backend.NativeLibrary;
import digitlab.plan.Engine;
import digitlab.plan.NativeFloats;
import digitlab.plan.Plan;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The gradient of a network's logits with respect to its images, by plans of an engine that belong
 * to nothing else: training has no use for it and does not pay for it.
 *
 * <p>The network is computed as it stands, batch normalisation and dropout as in training. It is
 * used by one thread at a time.
 */
public final class CompiledImageGradient implements AutoCloseable {
  /** Images at once: enough work for a call, and little memory. */
  private static final int BATCH = 100;

  private final MultiLayerNetwork network;
  private final CompiledNetwork compiled;
  private final FloatPointer gradients;
  private final Plan prediction;
  private final Plan back;
  private final int threads = NativeLibrary.stepThreads();

  CompiledImageGradient(MultiLayerNetwork network, CompiledNetwork compiled, Engine engine) {
    this.network = network;
    this.compiled = compiled;
    this.gradients = new FloatPointer(network.numParams());
    FloatPointer parameters = NativeFloats.of(network.params());
    long[] shape = compiled.usedRegion().shape();
    prediction = engine.plan(compiled.layers(), BATCH, shape, parameters, null);
    back = engine.planWithImageGradient(compiled.layers(), BATCH, shape, parameters, gradients);
  }

  /** The number of classes. */
  public int classes() {
    return compiled.loss().classes();
  }

  /**
   * The scores before the softmax.
   *
   * @param images {@code n} of them, one after another, each by channel, row and column
   * @return {@code [n, classes]}, row by row
   */
  public float[] logits(float[] images, int n) {
    check("images", images.length, n * compiled.inputLength());
    float[] logits = new float[n * classes()];
    for (int from = 0; from < n; from += BATCH) {
      int rows = Math.min(BATCH, n - from);
      prediction.forward(compiled.usedRegion().of(images, from, rows), 0, threads);
      prediction.output(logits, from * classes(), rows * classes());
    }
    return logits;
  }

  /**
   * The gradient of a weighted sum of each image's logits.
   *
   * @param images {@code n} of them
   * @param weights of the logits, {@code [n, classes]}, row by row
   * @return as many values as the images have, in their order
   */
  public float[] gradient(float[] images, float[] weights, int n) {
    check("images", images.length, n * compiled.inputLength());
    check("weights", weights.length, n * classes());
    UsedRegion used = compiled.usedRegion();
    int seen = (int) Arrays.stream(used.shape()).reduce(1, Math::multiplyExact);
    float[] gradient = new float[images.length];
    for (int from = 0; from < n; from += BATCH) {
      int rows = Math.min(BATCH, n - from);
      back.forward(used.of(images, from, rows), 0, threads);
      back.backward(
          Arrays.copyOfRange(weights, from * classes(), (from + BATCH) * classes()), 0, threads);
      float[] part = new float[rows * seen];
      back.imageGradient(part, 0, part.length);
      used.into(part, rows, gradient, from);
    }
    return gradient;
  }

  private static void check(String what, int found, int expected) {
    if (found != expected) {
      throw new IllegalArgumentException(
          "The %s have %,d values, but %,d were expected.".formatted(what, found, expected));
    }
  }

  @Override
  public void close() {
    prediction.close();
    back.close();
    gradients.close();
  }

  @Override
  public String toString() {
    return "image gradients of a network with %,d parameters".formatted(network.numParams());
  }
}
