package digitlab.onednn;

import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;

/**
 * oneDNN's primitives for one convolution, in each direction.
 *
 * <p>Winograd's algorithm, which oneDNN would choose for some shapes, is left out: it is no faster
 * here and loses three digits.
 *
 * @param input its shape, with the layout or any
 * @param weights likewise
 * @param bias likewise
 * @param output likewise
 * @param stride for each dimension of an image
 * @param before zeros above and to the left
 * @param after zeros below and to the right
 */
record ConvolutionPrimitives(
    memory.desc input,
    memory.desc weights,
    memory.desc bias,
    memory.desc output,
    long[] stride,
    long[] before,
    long[] after) {
  private static final algorithm DIRECT = algorithm.convolution_direct;

  /**
   * @param training whether a way back follows
   */
  convolution_forward.primitive_desc forward(
      engine processor, boolean training, primitive_attr attributes) {
    prop_kind kind = training ? prop_kind.forward_training : prop_kind.forward_inference;
    return new convolution_forward.primitive_desc(
        new convolution_forward.desc(
            kind, DIRECT, input, weights, bias, output, stride, before, after),
        attributes,
        processor);
  }

  convolution_backward_weights.primitive_desc toWeights(
      engine processor, convolution_forward.primitive_desc forward) {
    return new convolution_backward_weights.primitive_desc(
        new convolution_backward_weights.desc(
            DIRECT, input, weights, bias, output, stride, before, after),
        PrimitiveSequence.attributes(),
        processor,
        forward);
  }

  convolution_backward_data.primitive_desc toInput(
      engine processor, convolution_forward.primitive_desc forward) {
    return new convolution_backward_data.primitive_desc(
        new convolution_backward_data.desc(DIRECT, input, weights, output, stride, before, after),
        PrimitiveSequence.attributes(),
        processor,
        forward);
  }
}
