package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Dense;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.inner_product_backward_data;
import org.bytedeco.dnnl.inner_product_backward_weights;
import org.bytedeco.dnnl.inner_product_forward;

/**
 * A fully connected layer with its bias and activation; an image before it is flattened by channel,
 * row and column.
 *
 * <p>All its layouts are plain, so that the weights are read where the network keeps them and their
 * gradient is written where Adam reads it.
 */
final class DenseStage implements Stage {
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
  public Tensor forward(PrimitiveSequence sequence, Tensor image) {
    this.image = image;
    long[] shape = sequence.withImages(inputs);
    input =
        sequence.view(sequence.as(Tensor.plain(image.shape()), image), Tensor.plain(shape), shape);
    long[] outputShape = sequence.withImages(outputs);
    hint =
        new inner_product_forward.primitive_desc(
            new inner_product_forward.desc(
                sequence.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                input.layout(),
                Tensor.plain(outputs, inputs),
                Tensor.plain(outputs),
                Tensor.plain(outputShape)),
            activation.fused(),
            sequence.engine());
    output = sequence.allocate(hint.dst_desc(), outputShape);
    sequence.run(
        hint,
        new inner_product_forward(hint),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(dnnl.DNNL_ARG_WEIGHTS, sequence.parameter(layer.offset(), outputs, inputs)),
        new Argument(dnnl.DNNL_ARG_BIAS, sequence.parameter(biasOffset(), outputs)),
        new Argument(dnnl.DNNL_ARG_DST, output));
    return output;
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    Tensor before = activation.backward(sequence, output, gradient);
    Tensor weights = sequence.gradient(layer.offset(), outputs, inputs);
    Tensor bias = sequence.gradient(biasOffset(), outputs);
    var primitive =
        new inner_product_backward_weights.primitive_desc(
            new inner_product_backward_weights.desc(
                input.layout(), weights.layout(), bias.layout(), output.layout()),
            PrimitiveSequence.attributes(),
            sequence.engine(),
            hint);
    sequence.run(
        primitive,
        new inner_product_backward_weights(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, before),
        new Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, weights),
        new Argument(dnnl.DNNL_ARG_DIFF_BIAS, bias));
    return inputGradient ? inputGradient(sequence, before) : null;
  }

  private Tensor inputGradient(PrimitiveSequence sequence, Tensor gradient) {
    Tensor weights = sequence.parameter(layer.offset(), outputs, inputs);
    var primitive =
        new inner_product_backward_data.primitive_desc(
            new inner_product_backward_data.desc(
                input.layout(), weights.layout(), gradient.layout()),
            PrimitiveSequence.attributes(),
            sequence.engine(),
            hint);
    Tensor result = sequence.allocate(input.layout(), input.shape());
    sequence.run(
        primitive,
        new inner_product_backward_data(primitive),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, gradient),
        new Argument(dnnl.DNNL_ARG_WEIGHTS, weights),
        new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return sequence.view(result, Tensor.plain(image.shape()), image.shape());
  }
}
