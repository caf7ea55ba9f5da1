package digitlab.onednn;

import digitlab.plan.PlannedLayer.BatchNormalization;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch normalisation: over each channel of an image or each feature of a vector, by the batch's
 * own mean and variance in training, by running ones in prediction.
 */
final class BatchNormalizationStage implements Stage {
  private final BatchNormalization layer;
  private final long channels;
  private final float epsilon;
  private Tensor input;
  private Tensor original;
  private Tensor mean;
  private Tensor variance;
  private Tensor positive;
  private batch_normalization_forward.primitive_desc hint;

  BatchNormalizationStage(BatchNormalization layer) {
    this.layer = layer;
    this.channels = layer.channels();
    this.epsilon = (float) layer.epsilon();
  }

  @Override
  public Tensor forward(OneDnnPlan plan, Tensor activations) {
    original = activations;
    input = asImage(plan, activations);
    int flags = flags() | (plan.isTraining() ? 0 : dnnl.dnnl_use_global_stats);
    int kind = (plan.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference).value;
    hint =
        new batch_normalization_forward.primitive_desc(
            new batch_normalization_forward.desc(kind, input.layout(), epsilon, flags),
            plan.engine());
    mean =
        plan.isTraining()
            ? plan.allocate(Tensor.plain(channels), channels)
            : plan.parameter(layer.offset() + 2 * channels, channels);
    variance = plan.allocate(Tensor.plain(channels), channels);
    if (!plan.isTraining()) {
      runningVariance(plan);
    } else if (layer.relu()) {
      positive = plan.allocate(hint.workspace_desc(), input.shape());
    }
    Tensor output = plan.allocate(hint.dst_desc(), input.shape());
    List<OneDnnPlan.Argument> arguments = arguments(plan);
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_DST, output));
    plan.run(new batch_normalization_forward(hint), arguments.toArray(OneDnnPlan.Argument[]::new));
    return asOriginal(plan, output);
  }

  @Override
  public Tensor backward(OneDnnPlan plan, Tensor gradient, boolean inputGradient) {
    Tensor result = plan.as(input.layout(), asImage(plan, gradient));
    var primitive =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value, result.layout(), input.layout(), epsilon, flags()),
            plan.engine(),
            hint);
    List<OneDnnPlan.Argument> arguments = arguments(plan);
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_DST, result));
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    arguments.add(
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, plan.gradient(layer.offset(), 2, channels)));
    plan.run(
        new batch_normalization_backward(primitive), arguments.toArray(OneDnnPlan.Argument[]::new));
    updateRunning(plan);
    return asOriginal(plan, result);
  }

  private int flags() {
    return dnnl.dnnl_use_scaleshift | (layer.relu() ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  /** What the forward and the backward primitive have in common. */
  private List<OneDnnPlan.Argument> arguments(OneDnnPlan plan) {
    List<OneDnnPlan.Argument> arguments = new ArrayList<>();
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_SRC, input));
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_MEAN, mean));
    arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_VARIANCE, variance));
    arguments.add(
        new OneDnnPlan.Argument(
            dnnl.DNNL_ARG_SCALE_SHIFT, plan.parameter(layer.offset(), 2, channels)));
    if (layer.relu() && plan.isTraining()) {
      arguments.add(new OneDnnPlan.Argument(dnnl.DNNL_ARG_WORKSPACE, positive));
    }
    return arguments;
  }

  /** A vector counts as an image of one pixel with the channels side by side. */
  private Tensor asImage(OneDnnPlan plan, Tensor tensor) {
    if (tensor.shape().length == 4) {
      return tensor;
    }
    long[] shape = {tensor.shape()[0], channels, 1, 1};
    memory.desc layout = new memory.desc(shape, memory.data_type.f32, memory.format_tag.acdb);
    return plan.view(tensor, layout, shape);
  }

  private Tensor asOriginal(OneDnnPlan plan, Tensor tensor) {
    return original.shape().length == 4
        ? tensor
        : plan.view(tensor, original.layout(), original.shape());
  }

  /** Reads the running variance from the parameters, which may have changed since the last run. */
  private void runningVariance(OneDnnPlan plan) {
    FloatPointer kept = plan.parameter(layer.offset() + 3 * channels, channels).floats();
    FloatPointer used = variance.floats();
    plan.run(
        iteration -> {
          for (long c = 0; c < channels; c++) {
            used.put(c, (float) layer.variance(kept.get(c)));
          }
        });
  }

  /** Moves the running mean and variance towards the batch's. */
  private void updateRunning(OneDnnPlan plan) {
    FloatPointer runningMean = plan.parameter(layer.offset() + 2 * channels, channels).floats();
    FloatPointer kept = plan.parameter(layer.offset() + 3 * channels, channels).floats();
    FloatPointer batchMean = mean.floats();
    FloatPointer batchVariance = variance.floats();
    plan.run(
        iteration -> {
          for (long c = 0; c < channels; c++) {
            runningMean.put(c, (float) layer.mixed(runningMean.get(c), batchMean.get(c)));
            double mixed = layer.mixed(layer.variance(kept.get(c)), batchVariance.get(c));
            kept.put(c, (float) layer.kept(mixed));
          }
        });
  }
}
