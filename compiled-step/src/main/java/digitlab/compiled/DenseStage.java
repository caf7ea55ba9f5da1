package digitlab.compiled;

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

  private final long inputs;
  private final long outputs;
  private final long offset;
  private final FusedActivation activation;
  private Tensor image;
  private Tensor input;
  private Tensor output;
  private inner_product_forward.primitive_desc hint;

  /**
   * @param offset of the layer's parameters: weights {@code [outputs, inputs]}, then {@code
   *     outputs} biases
   */
  DenseStage(long inputs, long outputs, long offset, FusedActivation activation) {
    this.inputs = inputs;
    this.outputs = outputs;
    this.offset = offset;
    this.activation = activation;
  }

  @Override
  public Tensor forward(Plan plan, Tensor image) {
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
          new Plan.Argument(dnnl.DNNL_ARG_SRC, input),
          new Plan.Argument(dnnl.DNNL_ARG_WEIGHTS, plan.parameter(offset, outputs, inputs)),
          new Plan.Argument(dnnl.DNNL_ARG_BIAS, plan.parameter(offset + outputs * inputs, outputs)),
          new Plan.Argument(dnnl.DNNL_ARG_DST, output));
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
  private void largeProduct(Plan plan) {
    Tensor columns = plan.as(Tensor.plain(inputs, input.shape()[0]), transposed(plan, input));
    Tensor product =
        plan.allocate(Tensor.plain(outputs, input.shape()[0]), outputs, input.shape()[0]);
    Tensor weights = plan.parameter(offset, outputs, inputs);
    var multiply =
        new matmul.primitive_desc(
            new matmul.desc(weights.layout(), columns.layout(), product.layout()), plan.engine());
    plan.run(
        new matmul(multiply),
        new Plan.Argument(dnnl.DNNL_ARG_SRC, weights),
        new Plan.Argument(dnnl.DNNL_ARG_WEIGHTS, columns),
        new Plan.Argument(dnnl.DNNL_ARG_DST, product));
    plan.copy(transposed(plan, product), output);
    Tensor bias = plan.parameter(offset + outputs * inputs, 1, outputs);
    var add =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add, output.layout(), bias.layout(), output.layout()),
            activation.fused(),
            plan.engine());
    plan.run(
        new binary(add),
        new Plan.Argument(dnnl.DNNL_ARG_SRC_0, output),
        new Plan.Argument(dnnl.DNNL_ARG_SRC_1, bias),
        new Plan.Argument(dnnl.DNNL_ARG_DST, output));
  }

  /** The same memory with rows and columns exchanged. */
  private static Tensor transposed(Plan plan, Tensor matrix) {
    long[] shape = {matrix.shape()[1], matrix.shape()[0]};
    memory.desc layout = new memory.desc(shape, memory.data_type.f32, memory.format_tag.ba);
    return plan.view(matrix, layout, shape);
  }

  @Override
  public Tensor backward(Plan plan, Tensor gradient, boolean inputGradient) {
    Tensor before = activation.backward(plan, output, gradient);
    Tensor weights = plan.gradient(offset, outputs, inputs);
    Tensor bias = plan.gradient(offset + outputs * inputs, outputs);
    var primitive =
        new inner_product_backward_weights.primitive_desc(
            new inner_product_backward_weights.desc(
                input.layout(), weights.layout(), bias.layout(), output.layout()),
            plan.engine(),
            hint);
    plan.run(
        new inner_product_backward_weights(primitive),
        new Plan.Argument(dnnl.DNNL_ARG_SRC, input),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_DST, before),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_BIAS, bias));
    return inputGradient ? inputGradient(plan, before) : null;
  }

  private Tensor inputGradient(Plan plan, Tensor gradient) {
    Tensor weights = plan.parameter(offset, outputs, inputs);
    var primitive =
        new inner_product_backward_data.primitive_desc(
            new inner_product_backward_data.desc(
                input.layout(), weights.layout(), gradient.layout()),
            plan.engine(),
            hint);
    Tensor result = plan.allocate(input.layout(), input.shape());
    plan.run(
        new inner_product_backward_data(primitive),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_DST, gradient),
        new Plan.Argument(dnnl.DNNL_ARG_WEIGHTS, weights),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return plan.view(result, Tensor.plain(image.shape()), image.shape());
  }
}
