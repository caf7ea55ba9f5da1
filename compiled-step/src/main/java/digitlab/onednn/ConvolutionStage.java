package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Convolution;
import digitlab.plan.Window;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;

/** A convolution with its bias and activation, applied as the result is written. */
final class ConvolutionStage implements Stage {
  private final Convolution layer;
  private final Window window;
  private final FusedActivation activation;
  private Tensor input;
  private Tensor output;
  private ConvolutionPrimitives primitives;
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
  public Tensor forward(PrimitiveSequence sequence, Tensor image) {
    long[] outputShape =
        sequence.withImages(layer.featureMaps(), window.output()[0], window.output()[1]);
    primitives =
        new ConvolutionPrimitives(
            Tensor.any(image.shape()),
            Tensor.any(weightShape()),
            Tensor.plain(layer.featureMaps()),
            Tensor.any(outputShape),
            window.stride(),
            window.before(),
            window.after());
    hint = primitives.forward(sequence.engine(), sequence.isTraining(), activation.fused());
    input = sequence.as(hint.src_desc(), image);
    output = sequence.allocate(hint.dst_desc(), outputShape);
    sequence.run(
        hint,
        new convolution_forward(hint),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(
            dnnl.DNNL_ARG_WEIGHTS,
            sequence.weights("forward", hint.weights_desc(), weightOffset(), weightShape())),
        new Argument(dnnl.DNNL_ARG_BIAS, sequence.parameter(layer.offset(), layer.featureMaps())),
        new Argument(dnnl.DNNL_ARG_DST, output));
    return output;
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    Tensor before =
        layer.derivativeHere() ? activation.backward(sequence, output, gradient) : gradient;
    if (VolumeWeightGradient.fits(layer)) {
      new VolumeWeightGradient(layer).add(sequence, input, before);
    } else {
      weightGradient(sequence, before);
    }
    if (!inputGradient) {
      return null;
    }
    return TwoColumnInputGradient.fits(layer)
        ? new TwoColumnInputGradient(layer).of(sequence, before)
        : inputGradient(sequence, before);
  }

  private void weightGradient(PrimitiveSequence sequence, Tensor gradient) {
    var primitive = primitives.toWeights(sequence.engine(), hint);
    Tensor weights = sequence.gradient(weightOffset(), weightShape());
    Tensor computed = sequence.before(primitive.diff_weights_desc(), weights);
    sequence.run(
        primitive,
        new convolution_backward_weights(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, sequence.as(primitive.src_desc(), input)),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, sequence.as(primitive.diff_dst_desc(), gradient)),
        new Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed),
        new Argument(
            dnnl.DNNL_ARG_DIFF_BIAS, sequence.gradient(layer.offset(), layer.featureMaps())));
    sequence.copy(computed, weights);
  }

  private Tensor inputGradient(PrimitiveSequence sequence, Tensor gradient) {
    var primitive = primitives.toInput(sequence.engine(), hint);
    Tensor result = sequence.allocate(primitive.diff_src_desc(), input.shape());
    sequence.run(
        primitive,
        new convolution_backward_data(primitive),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, sequence.as(primitive.diff_dst_desc(), gradient)),
        new Argument(
            dnnl.DNNL_ARG_WEIGHTS,
            sequence.weights("backward", primitive.weights_desc(), weightOffset(), weightShape())),
        new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return result;
  }
}
