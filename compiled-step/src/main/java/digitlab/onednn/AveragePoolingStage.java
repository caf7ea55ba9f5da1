package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Pooling;
import digitlab.plan.Window;
import java.util.Arrays;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.resampling_forward;

/**
 * Average pooling that halves both sides of an image, as what it is: scaling by linear
 * interpolation, whose sample lies in the middle of four pixels; and back, each pixel a quarter of
 * its nearest. oneDNN's kernels for scaling are three times as fast as those for pooling.
 */
final class AveragePoolingStage implements Stage {
  private final Pooling layer;
  private final Window window;
  private Tensor input;
  private Tensor output;

  AveragePoolingStage(Pooling layer) {
    this.layer = layer;
    this.window = layer.window();
  }

  /** Whether the windows are the squares of two by two pixels of an image. */
  static boolean fits(Pooling layer) {
    Window window = layer.window();
    long[] two = {2, 2};
    return !layer.max()
        && Arrays.equals(window.kernel(), two)
        && Arrays.equals(window.stride(), two)
        && !window.hasPadding()
        && window.input()[0] == 2 * window.output()[0]
        && window.input()[1] == 2 * window.output()[1];
  }

  @Override
  public Tensor forward(PrimitiveSequence sequence, Tensor image) {
    long[] shape = sequence.withImages(layer.channels(), window.output()[0], window.output()[1]);
    input = sequence.as(blocks(image), image);
    output = sequence.allocate(blocks(image, shape), shape);
    scale(sequence, algorithm.resampling_linear, input, output);
    return output;
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Tensor pooled = sequence.as(output.layout(), gradient);
    Tensor result = sequence.allocate(input.layout(), input.shape());
    quarter(sequence, pooled);
    scale(sequence, algorithm.resampling_nearest, pooled, result);
    return result;
  }

  /** Blocks of channels, as the image has them; else blocks of eight. */
  private static memory.desc blocks(Tensor image, long... shape) {
    boolean sixteen = image.layout().equals(Tensor.blocksOf16(image.shape()));
    return sixteen ? Tensor.blocksOf16(shape) : Tensor.blocksOf8(shape);
  }

  private static memory.desc blocks(Tensor image) {
    return blocks(image, image.shape());
  }

  private static void scale(
      PrimitiveSequence sequence, algorithm method, Tensor source, Tensor target) {
    Tensor from = TwoColumns.allChannels(sequence, source);
    Tensor to = TwoColumns.allChannels(sequence, target);
    var primitive =
        new resampling_forward.primitive_desc(
            new resampling_forward.desc(
                prop_kind.forward_training, method, from.layout(), to.layout()),
            PrimitiveSequence.attributes(),
            sequence.engine());
    sequence.run(
        primitive,
        new resampling_forward(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, from),
        new Argument(dnnl.DNNL_ARG_DST, to));
  }

  private static void quarter(PrimitiveSequence sequence, Tensor tensor) {
    var primitive =
        new eltwise_forward.primitive_desc(
            new eltwise_forward.desc(
                prop_kind.forward_inference, algorithm.eltwise_linear, tensor.layout(), 0.25f, 0),
            PrimitiveSequence.attributes(),
            sequence.engine());
    sequence.run(
        primitive,
        new eltwise_forward(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, tensor),
        new Argument(dnnl.DNNL_ARG_DST, tensor));
  }
}
