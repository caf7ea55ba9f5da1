package digitlab.onednn;

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
  private Tensor input;
  private Tensor output;
  private Tensor winners;
  private pooling_forward.primitive_desc hint;

  PoolingStage(Pooling layer) {
    this.layer = layer;
    this.window = layer.window();
    this.before = FusedActivation.of(layer.before());
  }

  private algorithm algorithm() {
    return layer.max() ? algorithm.pooling_max : algorithm.pooling_avg_exclude_padding;
  }

  @Override
  public Tensor forward(OneDnnPlan plan, Tensor input) {
    this.input = input;
    long[] shape = plan.withImages(layer.channels(), window.output()[0], window.output()[1]);
    hint =
        new pooling_forward.primitive_desc(
            new pooling_forward.desc(
                plan.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference,
                algorithm(),
                input.layout(),
                Tensor.any(shape),
                window.stride(),
                window.kernel(),
                window.before(),
                window.after()),
            plan.engine());
    output = plan.allocate(hint.dst_desc(), shape);
    List<OneDnnPlan.Argument> arguments = new ArrayList<>();
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, input));
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, output));
    if (layer.max() && plan.isTraining()) {
      winners = plan.allocate(hint.workspace_desc(), shape);
      arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_WORKSPACE, winners));
    }
    plan.run(new pooling_forward(hint), arguments.toArray(OneDnnPlan.Argument[]::new));
    return output;
  }

  @Override
  public Tensor backward(OneDnnPlan plan, Tensor gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Tensor pooled = plan.as(output.layout(), before.backward(plan, output, gradient));
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
            plan.engine(),
            hint);
    Tensor result = plan.allocate(primitive.diff_src_desc(), input.shape());
    List<OneDnnPlan.Argument> arguments = new ArrayList<>();
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_DST, pooled));
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    if (layer.max()) {
      arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_WORKSPACE, winners));
    }
    plan.run(new pooling_backward(primitive), arguments.toArray(OneDnnPlan.Argument[]::new));
    return result;
  }
}
