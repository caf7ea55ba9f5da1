package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Convolution;
import digitlab.plan.Window;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/**
 * The gradient of a convolution's weights where its input has a few channels: as if these were the
 * depth of a volume with one channel, over which a kernel of the same depth lies. The numbers are
 * the same. But oneDNN would fill up six channels to eight and use short registers, while a single
 * channel is read as it lies.
 *
 * @param layer the convolution whose weights they are
 */
record VolumeWeightGradient(Convolution layer) {
  static boolean fits(Convolution layer) {
    return layer.channels() > 3
        && layer.channels() < 16
        && layer.featureMaps() % 16 == 0
        && TwoColumns.registersHoldSixteen();
  }

  /** Adds what computes it. */
  void add(PrimitiveSequence sequence, Tensor input, Tensor gradient) {
    Tensor maps = sequence.as(Tensor.blocksOf16(gradient.shape()), gradient);
    Tensor image = sequence.as(Tensor.plain(input.shape()), input);
    long[] volume = sequence.withImages(1, layer.channels(), image.shape()[2], image.shape()[3]);
    long[] output = sequence.withImages(layer.featureMaps(), 1, maps.shape()[2], maps.shape()[3]);
    memory.desc blocks = new memory.desc(output, memory.data_type.f32, memory.format_tag.aBcde16b);
    var primitive = primitive(sequence.engine(), Tensor.plain(volume), blocks);
    long weights = layer.offset() + layer.featureMaps();
    Tensor gradients = sequence.gradient(weights, weightShape());
    Tensor computed = sequence.before(primitive.diff_weights_desc(), gradients);
    sequence.run(
        primitive,
        new convolution_backward_weights(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, sequence.view(image, Tensor.plain(volume), volume)),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, sequence.view(maps, blocks, output)),
        new Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed),
        new Argument(
            dnnl.DNNL_ARG_DIFF_BIAS, sequence.gradient(layer.offset(), layer.featureMaps())));
    sequence.copy(computed, gradients);
  }

  private long[] weightShape() {
    Window window = layer.window();
    return new long[] {
      layer.featureMaps(), 1, layer.channels(), window.kernel()[0], window.kernel()[1]
    };
  }

  private convolution_backward_weights.primitive_desc primitive(
      engine processor, memory.desc volume, memory.desc blocks) {
    Window window = layer.window();
    long[] stride = {1, window.stride()[0], window.stride()[1]};
    long[] before = {0, window.before()[0], window.before()[1]};
    long[] after = {0, window.after()[0], window.after()[1]};
    memory.desc weights = Tensor.any(weightShape());
    memory.desc bias = Tensor.plain(layer.featureMaps());
    var primitives =
        new ConvolutionPrimitives(volume, weights, bias, blocks, stride, before, after);
    var forward = primitives.forward(processor, true, PrimitiveSequence.attributes());
    return primitives.toWeights(processor, forward);
  }
}
