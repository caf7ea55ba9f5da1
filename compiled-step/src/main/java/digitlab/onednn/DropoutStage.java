package digitlab.onednn;

import digitlab.plan.DropoutMask;
import digitlab.plan.PlannedLayer.Dropout;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.FloatPointer;

/** Inverted dropout: in training, an element is kept and enlarged, or set to zero. */
final class DropoutStage implements Stage {
  private final Dropout layer;
  private Tensor mask;

  DropoutStage(Dropout layer) {
    this.layer = layer;
  }

  @Override
  public Tensor forward(OneDnnPlan plan, Tensor input) {
    if (!plan.isTraining()) {
      return input;
    }
    Tensor plain = plan.allocate(Tensor.plain(input.shape()), input.shape());
    float[] factors = new float[(int) plain.length()];
    FloatPointer place = plain.floats();
    plan.run(
        iteration -> {
          DropoutMask.fill(factors, layer, iteration);
          place.put(factors);
        });
    mask = plan.as(input.layout(), plain);
    return multiply(plan, input, plan.allocate(input.layout(), input.shape()));
  }

  @Override
  public Tensor backward(OneDnnPlan plan, Tensor gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Tensor result = plan.as(mask.layout(), gradient);
    return multiply(plan, result, result);
  }

  private Tensor multiply(OneDnnPlan plan, Tensor tensor, Tensor product) {
    var primitive =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_mul, tensor.layout(), mask.layout(), product.layout()),
            plan.engine());
    plan.run(
        new binary(primitive),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC_0, tensor),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC_1, mask),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, product));
    return product;
  }
}
