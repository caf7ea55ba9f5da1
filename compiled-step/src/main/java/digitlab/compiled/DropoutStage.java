package digitlab.compiled;

import java.util.SplittableRandom;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.FloatPointer;

/** Inverted dropout: in training, an element is kept and enlarged, or set to zero. */
final class DropoutStage implements Stage {
  private final int layer;
  private final double retain;
  private final long seed;
  private Tensor mask;

  /**
   * @param layer number of the layer that drops its inputs, from 0
   * @param retain probability that an element is kept
   * @param seed the network's
   */
  DropoutStage(int layer, double retain, long seed) {
    this.layer = layer;
    this.retain = retain;
    this.seed = seed;
  }

  /**
   * The factors of one iteration: {@code 1 / retain} where an element is kept, else 0. They depend
   * on the arguments alone, so that a training that was interrupted goes on alike.
   *
   * @param mask is filled; one factor per element, image by image, in Deeplearning4j's order
   */
  static void fill(float[] mask, long seed, int layer, int iteration, double retain) {
    SplittableRandom random =
        new SplittableRandom((seed * 1_000_003L + layer) * 1_000_003L + iteration);
    float kept = (float) (1 / retain);
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < retain ? kept : 0;
    }
  }

  @Override
  public Tensor forward(Plan plan, Tensor input) {
    if (!plan.isTraining()) {
      return input;
    }
    Tensor plain = plan.allocate(Tensor.plain(input.shape()), input.shape());
    float[] factors = new float[(int) plain.length()];
    FloatPointer place = NativeFloats.of(plain);
    plan.run(
        iteration -> {
          fill(factors, seed, layer, iteration, retain);
          place.put(factors);
        });
    mask = plan.as(input.layout(), plain);
    return multiply(plan, input, plan.allocate(input.layout(), input.shape()));
  }

  @Override
  public Tensor backward(Plan plan, Tensor gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Tensor result = plan.as(mask.layout(), gradient);
    return multiply(plan, result, result);
  }

  private Tensor multiply(Plan plan, Tensor tensor, Tensor product) {
    var primitive =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_mul, tensor.layout(), mask.layout(), product.layout()),
            plan.engine());
    plan.run(
        new binary(primitive),
        new Plan.Argument(dnnl.DNNL_ARG_SRC_0, tensor),
        new Plan.Argument(dnnl.DNNL_ARG_SRC_1, mask),
        new Plan.Argument(dnnl.DNNL_ARG_DST, product));
    return product;
  }
}
