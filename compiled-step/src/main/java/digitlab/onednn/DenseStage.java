package digitlab.onednn;

import digitlab.plan.PlannedLayer.Dense;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.memory;

/**
 * A fully connected layer with its bias and activation; an image before it is flattened by channel,
 * row and column.
 *
 * <p>All its layouts are plain, so that the weights are read where the network keeps them and their
 * gradient is written where Adam reads it.
 */
final class DenseStage implements Stage {
  /** From this number of weights on, reading them is what takes the time. */
  private static final long LARGE = 200_000;

  private final Dense layer;
  private final long inputs;
  private final long outputs;
  private final FusedActivation activation;
  private Tensor image;
  private Tensor input;
  private Tensor output;
  private inner_product_forward.primitive_desc hint;

  DenseStage(Dense layer) {
    this.layer = layer;
    this.inputs = layer.inputs();
    this.outputs = layer.outputs();
    this.activation = FusedActivation.of(layer.activation());
  }

  private long biasOffset() {
    return layer.offset() + outputs * inputs;
  }

  @Override
  public Tensor forward(OneDnnPlan plan, Tensor image) {
    this.image = image;
    long[] shape = plan.withImages(inputs);
    input = plan.view(plan.as(Tensor.plain(image.shape()), image), Tensor.plain(shape), shape);
    long[] outputShape = plan.withImages(outputs);
    hint =
        new inner_product_forward.primitive_desc(
            new inner_product_forward.desc(
                plan.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                input.layout(),
                Tensor.plain(outputs, inputs),
                Tensor.plain(outputs),
                Tensor.plain(outputShape)),
            activation.fused(),
            plan.engine());
    output = plan.allocate(hint.dst_desc(), outputShape);
    if (inputs * outputs < LARGE) {
      plan.run(
          new inner_product_forward(hint),
          new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, input),
          new OneDnnPlan.Argument(
              dnnl.DNNL_ARG_WEIGHTS, plan.parameter(layer.offset(), outputs, inputs)),
          new OneDnnPlan.Argument(dnnl.DNNL_ARG_BIAS, plan.parameter(biasOffset(), outputs)),
          new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, output));
    } else {
      largeProduct(plan);
    }
    return output;
  }

  /**
   * Computes {@code W · xᵀ} instead of {@code x · Wᵀ}: then the weights are read once, where they
   * lie, and only the small arrays are transposed. Bias and activation follow in a pass of their
   * own.
   */
  private void largeProduct(OneDnnPlan plan) {
    Tensor columns = plan.as(Tensor.plain(inputs, input.shape()[0]), transposed(plan, input));
    Tensor product =
        plan.allocate(Tensor.plain(outputs, input.shape()[0]), outputs, input.shape()[0]);
    Tensor weights = plan.parameter(layer.offset(), outputs, inputs);
    var multiply =
        new matmul.primitive_desc(
            new matmul.desc(weights.layout(), columns.layout(), product.layout()), plan.engine());
    plan.run(
        new matmul(multiply),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, weights),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_WEIGHTS, columns),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, product));
    plan.copy(transposed(plan, product), output);
    Tensor bias = plan.parameter(biasOffset(), 1, outputs);
    var add =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add, output.layout(), bias.layout(), output.layout()),
            activation.fused(),
            plan.engine());
    plan.run(
        new binary(add),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC_0, output),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC_1, bias),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, output));
  }

  /** The same memory with rows and columns exchanged. */
  private static Tensor transposed(OneDnnPlan plan, Tensor matrix) {
    long[] shape = {matrix.shape()[1], matrix.shape()[0]};
    memory.desc layout = new memory.desc(shape, memory.data_type.f32, memory.format_tag.ba);
    return plan.view(matrix, layout, shape);
  }

  @Override
  public Tensor backward(OneDnnPlan plan, Tensor gradient, boolean inputGradient) {
    Tensor before = activation.backward(plan, output, gradient);
    Tensor weights = plan.gradient(layer.offset(), outputs, inputs);
    Tensor bias = plan.gradient(biasOffset(), outputs);
    var primitive =
        new inner_product_backward_weights.primitive_desc(
            new inner_product_backward_weights.desc(
                input.layout(), weights.layout(), bias.layout(), output.layout()),
            plan.engine(),
            hint);
    plan.run(
        new inner_product_backward_weights(primitive),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, input),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_DST, before),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_BIAS, bias));
    return inputGradient ? inputGradient(plan, before) : null;
  }

  private Tensor inputGradient(OneDnnPlan plan, Tensor gradient) {
    Tensor weights = plan.parameter(layer.offset(), outputs, inputs);
    var primitive =
        new inner_product_backward_data.primitive_desc(
            new inner_product_backward_data.desc(
                input.layout(), weights.layout(), gradient.layout()),
            plan.engine(),
            hint);
    Tensor result = plan.allocate(input.layout(), input.shape());
    plan.run(
        new inner_product_backward_data(primitive),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_DST, gradient),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_WEIGHTS, weights),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return plan.view(result, Tensor.plain(image.shape()), image.shape());
  }
}
