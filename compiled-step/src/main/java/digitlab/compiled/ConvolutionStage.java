package digitlab.compiled;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;

/**
 * A convolution with its bias and activation.
 *
 * <p>Winograd's algorithm, which oneDNN would choose for some shapes, is left out: it is no faster
 * here and loses three digits.
 */
final class ConvolutionStage implements Stage {
  private static final algorithm DIRECT = algorithm.convolution_direct;

  private final Window window;
  private final long channels;
  private final long featureMaps;
  private final long offset;
  private final FusedActivation activation;
  private final boolean derivativeHere;
  private Tensor input;
  private Tensor output;
  private convolution_forward.primitive_desc hint;

  /**
   * @param window kernel, stride and padding, with the sizes that come of them
   * @param channels of the input
   * @param featureMaps channels of the output
   * @param offset of the layer's parameters: {@code featureMaps} biases, then weights {@code
   *     [featureMaps, channels, height, width]}
   * @param activation applied as the result is written
   * @param derivativeHere {@code false} if the next stage takes the activation's derivative
   */
  ConvolutionStage(
      Window window,
      long channels,
      long featureMaps,
      long offset,
      FusedActivation activation,
      boolean derivativeHere) {
    this.window = window;
    this.channels = channels;
    this.featureMaps = featureMaps;
    this.offset = offset;
    this.activation = activation;
    this.derivativeHere = derivativeHere;
  }

  private long[] weightShape() {
    return new long[] {featureMaps, channels, window.kernel()[0], window.kernel()[1]};
  }

  @Override
  public Tensor forward(Plan plan, Tensor image) {
    long[] outputShape = plan.withImages(featureMaps, window.output()[0], window.output()[1]);
    hint =
        new convolution_forward.primitive_desc(
            new convolution_forward.desc(
                plan.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                DIRECT,
                Tensor.any(image.shape()),
                Tensor.any(weightShape()),
                Tensor.plain(featureMaps),
                Tensor.any(outputShape),
                window.stride(),
                window.before(),
                window.after()),
            activation.fused(),
            plan.engine());
    input = plan.as(hint.src_desc(), image);
    output = plan.allocate(hint.dst_desc(), outputShape);
    plan.run(
        new convolution_forward(hint),
        new Plan.Argument(dnnl.DNNL_ARG_SRC, input),
        new Plan.Argument(
            dnnl.DNNL_ARG_WEIGHTS,
            plan.as(hint.weights_desc(), plan.parameter(offset + featureMaps, weightShape()))),
        new Plan.Argument(dnnl.DNNL_ARG_BIAS, plan.parameter(offset, featureMaps)),
        new Plan.Argument(dnnl.DNNL_ARG_DST, output));
    return output;
  }

  @Override
  public Tensor backward(Plan plan, Tensor gradient, boolean inputGradient) {
    Tensor before = derivativeHere ? activation.backward(plan, output, gradient) : gradient;
    weightGradient(plan, before);
    return inputGradient ? inputGradient(plan, before) : null;
  }

  private void weightGradient(Plan plan, Tensor gradient) {
    var primitive =
        new convolution_backward_weights.primitive_desc(
            new convolution_backward_weights.desc(
                DIRECT,
                Tensor.any(input.shape()),
                Tensor.any(weightShape()),
                Tensor.plain(featureMaps),
                Tensor.any(output.shape()),
                window.stride(),
                window.before(),
                window.after()),
            plan.engine(),
            hint);
    Tensor weights = plan.gradient(offset + featureMaps, weightShape());
    Tensor computed = plan.before(primitive.diff_weights_desc(), weights);
    plan.run(
        new convolution_backward_weights(primitive),
        new Plan.Argument(dnnl.DNNL_ARG_SRC, plan.as(primitive.src_desc(), input)),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_DST, plan.as(primitive.diff_dst_desc(), gradient)),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_BIAS, plan.gradient(offset, featureMaps)));
    plan.copy(computed, weights);
  }

  private Tensor inputGradient(Plan plan, Tensor gradient) {
    var primitive =
        new convolution_backward_data.primitive_desc(
            new convolution_backward_data.desc(
                DIRECT,
                Tensor.any(input.shape()),
                Tensor.any(weightShape()),
                Tensor.any(output.shape()),
                window.stride(),
                window.before(),
                window.after()),
            plan.engine(),
            hint);
    Tensor result = plan.allocate(primitive.diff_src_desc(), input.shape());
    plan.run(
        new convolution_backward_data(primitive),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_DST, plan.as(primitive.diff_dst_desc(), gradient)),
        new Plan.Argument(
            dnnl.DNNL_ARG_WEIGHTS,
            plan.as(primitive.weights_desc(), plan.parameter(offset + featureMaps, weightShape()))),
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return result;
  }
}
