package digitlab.onednn;

import digitlab.plan.PlannedLayer.Convolution;
import digitlab.plan.Window;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;

/**
 * A convolution with its bias and activation, applied as the result is written.
 *
 * <p>Winograd's algorithm, which oneDNN would choose for some shapes, is left out: it is no faster
 * here and loses three digits.
 */
final class ConvolutionStage implements Stage {
  private static final algorithm DIRECT = algorithm.convolution_direct;

  private final Convolution layer;
  private final Window window;
  private final FusedActivation activation;
  private Tensor input;
  private Tensor output;
  private convolution_forward.primitive_desc hint;

  ConvolutionStage(Convolution layer) {
    this.layer = layer;
    this.window = layer.window();
    this.activation = FusedActivation.of(layer.activation());
  }

  private long[] weightShape() {
    return new long[] {
      layer.featureMaps(), layer.channels(), window.kernel()[0], window.kernel()[1]
    };
  }

  private long weightOffset() {
    return layer.offset() + layer.featureMaps();
  }

  @Override
  public Tensor forward(OneDnnPlan plan, Tensor image) {
    long[] outputShape =
        plan.withImages(layer.featureMaps(), window.output()[0], window.output()[1]);
    hint =
        new convolution_forward.primitive_desc(
            new convolution_forward.desc(
                plan.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                DIRECT,
                Tensor.any(image.shape()),
                Tensor.any(weightShape()),
                Tensor.plain(layer.featureMaps()),
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
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, input),
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_WEIGHTS,
            plan.as(hint.weights_desc(), plan.parameter(weightOffset(), weightShape()))),
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_BIAS, plan.parameter(layer.offset(), layer.featureMaps())),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, output));
    return output;
  }

  @Override
  public Tensor backward(OneDnnPlan plan, Tensor gradient, boolean inputGradient) {
    Tensor before = layer.derivativeHere() ? activation.backward(plan, output, gradient) : gradient;
    weightGradient(plan, before);
    return inputGradient ? inputGradient(plan, before) : null;
  }

  private void weightGradient(OneDnnPlan plan, Tensor gradient) {
    var primitive =
        new convolution_backward_weights.primitive_desc(
            new convolution_backward_weights.desc(
                DIRECT,
                Tensor.any(input.shape()),
                Tensor.any(weightShape()),
                Tensor.plain(layer.featureMaps()),
                Tensor.any(output.shape()),
                window.stride(),
                window.before(),
                window.after()),
            plan.engine(),
            hint);
    Tensor weights = plan.gradient(weightOffset(), weightShape());
    Tensor computed = plan.before(primitive.diff_weights_desc(), weights);
    plan.run(
        new convolution_backward_weights(primitive),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, plan.as(primitive.src_desc(), input)),
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_DIFF_DST, plan.as(primitive.diff_dst_desc(), gradient)),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed),
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_DIFF_BIAS, plan.gradient(layer.offset(), layer.featureMaps())));
    plan.copy(computed, weights);
  }

  private Tensor inputGradient(OneDnnPlan plan, Tensor gradient) {
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
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_DIFF_DST, plan.as(primitive.diff_dst_desc(), gradient)),
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_WEIGHTS,
            plan.as(primitive.weights_desc(), plan.parameter(weightOffset(), weightShape()))),
        new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return result;
  }
}
