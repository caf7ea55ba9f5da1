package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Pooling;
import digitlab.plan.Window;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.pooling_backward;
import org.bytedeco.dnnl.pooling_forward;

/** Max or average pooling. */
final class PoolingStage implements Stage {
  private final Pooling layer;
  private final Window window;
  private final FusedActivation before;
  private Tensor original;
  private Tensor input;
  private Tensor output;
  private Tensor winners;
  private pooling_forward.primitive_desc hint;

  PoolingStage(Pooling layer) {
    this.layer = layer;
    this.window = layer.window();
    this.before = FusedActivation.of(layer.before());
  }

  /** Whether channels are pooled that are not there. */
  private boolean allChannels() {
    return input.shape()[1] != layer.channels();
  }

  private algorithm algorithm() {
    return layer.max() ? algorithm.pooling_max : algorithm.pooling_avg_exclude_padding;
  }

  @Override
  public Tensor forward(PrimitiveSequence sequence, Tensor image) {
    original = image;
    input = TwoColumns.allChannels(sequence, image);
    long[] shape = sequence.withImages(input.shape()[1], window.output()[0], window.output()[1]);
    hint =
        new pooling_forward.primitive_desc(
            new pooling_forward.desc(
                sequence.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                algorithm(),
                input.layout(),
                allChannels() ? Tensor.channelsLast(shape) : Tensor.any(shape),
                window.stride(),
                window.kernel(),
                window.before(),
                window.after()),
            PrimitiveSequence.attributes(),
            sequence.engine());
    output = sequence.allocate(hint.dst_desc(), shape);
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(dnnl.DNNL_ARG_SRC, input));
    arguments.add(new Argument(dnnl.DNNL_ARG_DST, output));
    if (layer.max() && sequence.isTraining()) {
      winners = sequence.allocate(hint.workspace_desc(), shape);
      arguments.add(new Argument(dnnl.DNNL_ARG_WORKSPACE, winners));
    }
    sequence.run(hint, new pooling_forward(hint), arguments.toArray(Argument[]::new));
    return TwoColumns.usedChannels(sequence, output, layer.channels());
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Tensor all =
        allChannels()
            ? TwoColumns.allChannels(
                sequence, sequence.as(Tensor.blocksOf8(gradient.shape()), gradient))
            : gradient;
    Tensor pooled = sequence.as(output.layout(), before.backward(sequence, output, all));
    var primitive =
        new pooling_backward.primitive_desc(
            new pooling_backward.desc(
                algorithm(),
                input.layout(),
                output.layout(),
                window.stride(),
                window.kernel(),
                window.before(),
                window.after()),
            PrimitiveSequence.attributes(),
            sequence.engine(),
            hint);
    Tensor result = sequence.allocate(primitive.diff_src_desc(), input.shape());
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_DST, pooled));
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    if (layer.max()) {
      arguments.add(new Argument(dnnl.DNNL_ARG_WORKSPACE, winners));
    }
    sequence.run(primitive, new pooling_backward(primitive), arguments.toArray(Argument[]::new));
    return sequence.view(result, original.layout(), original.shape());
  }
}
