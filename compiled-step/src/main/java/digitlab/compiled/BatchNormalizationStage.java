package digitlab.compiled;

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
  private final long channels;
  private final long offset;
  private final float epsilon;
  private final double decay;
  private final boolean logarithmic;
  private final boolean relu;
  private Tensor input;
  private Tensor original;
  private Tensor mean;
  private Tensor variance;
  private Tensor positive;
  private batch_normalization_forward.primitive_desc hint;

  /**
   * @param offset of the layer's parameters: γ, β, running mean and running variance of each
   *     channel
   * @param epsilon added to the variance
   * @param decay share of the old running values in the new ones
   * @param logarithmic whether, in place of the running variance, the decimal logarithm of its
   *     square root is kept (Deeplearning4j's default)
   * @param relu whether the ReLU of the layer after it is taken at once
   */
  BatchNormalizationStage(
      long channels, long offset, double epsilon, double decay, boolean logarithmic, boolean relu) {
    this.channels = channels;
    this.offset = offset;
    this.epsilon = (float) epsilon;
    this.decay = decay;
    this.logarithmic = logarithmic;
    this.relu = relu;
  }

  @Override
  public Tensor forward(Plan plan, Tensor activations) {
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
            : plan.parameter(offset + 2 * channels, channels);
    variance = plan.allocate(Tensor.plain(channels), channels);
    if (!plan.isTraining()) {
      runningVariance(plan);
    } else if (relu) {
      positive = plan.allocate(hint.workspace_desc(), input.shape());
    }
    Tensor output = plan.allocate(hint.dst_desc(), input.shape());
    List<Plan.Argument> arguments = arguments(plan);
    arguments.add(new Plan.Argument(dnnl.DNNL_ARG_DST, output));
    plan.run(new batch_normalization_forward(hint), arguments.toArray(Plan.Argument[]::new));
    return asOriginal(plan, output);
  }

  @Override
  public Tensor backward(Plan plan, Tensor gradient, boolean inputGradient) {
    Tensor result = plan.as(input.layout(), asImage(plan, gradient));
    var primitive =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value, result.layout(), input.layout(), epsilon, flags()),
            plan.engine(),
            hint);
    List<Plan.Argument> arguments = arguments(plan);
    arguments.add(new Plan.Argument(dnnl.DNNL_ARG_DIFF_DST, result));
    arguments.add(new Plan.Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    arguments.add(
        new Plan.Argument(dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, plan.gradient(offset, 2, channels)));
    plan.run(new batch_normalization_backward(primitive), arguments.toArray(Plan.Argument[]::new));
    updateRunning(plan);
    return asOriginal(plan, result);
  }

  private int flags() {
    return dnnl.dnnl_use_scaleshift | (relu ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  /** What the forward and the backward primitive have in common. */
  private List<Plan.Argument> arguments(Plan plan) {
    List<Plan.Argument> arguments = new ArrayList<>();
    arguments.add(new Plan.Argument(dnnl.DNNL_ARG_SRC, input));
    arguments.add(new Plan.Argument(dnnl.DNNL_ARG_MEAN, mean));
    arguments.add(new Plan.Argument(dnnl.DNNL_ARG_VARIANCE, variance));
    arguments.add(
        new Plan.Argument(dnnl.DNNL_ARG_SCALE_SHIFT, plan.parameter(offset, 2, channels)));
    if (relu && plan.isTraining()) {
      arguments.add(new Plan.Argument(dnnl.DNNL_ARG_WORKSPACE, positive));
    }
    return arguments;
  }

  /** A vector counts as an image of one pixel with the channels side by side. */
  private Tensor asImage(Plan plan, Tensor tensor) {
    if (tensor.shape().length == 4) {
      return tensor;
    }
    long[] shape = {tensor.shape()[0], channels, 1, 1};
    memory.desc layout = new memory.desc(shape, memory.data_type.f32, memory.format_tag.acdb);
    return plan.view(tensor, layout, shape);
  }

  private Tensor asOriginal(Plan plan, Tensor tensor) {
    return original.shape().length == 4
        ? tensor
        : plan.view(tensor, original.layout(), original.shape());
  }

  /** Reads the running variance from the parameters, which may have changed since the last run. */
  private void runningVariance(Plan plan) {
    FloatPointer kept = NativeFloats.of(plan.parameter(offset + 3 * channels, channels));
    FloatPointer used = NativeFloats.of(variance);
    plan.run(
        iteration -> {
          for (long c = 0; c < channels; c++) {
            used.put(c, (float) varianceOf(kept.get(c)));
          }
        });
  }

  /** Moves the running mean and variance towards the batch's. */
  private void updateRunning(Plan plan) {
    FloatPointer runningMean = NativeFloats.of(plan.parameter(offset + 2 * channels, channels));
    FloatPointer kept = NativeFloats.of(plan.parameter(offset + 3 * channels, channels));
    FloatPointer batchMean = NativeFloats.of(mean);
    FloatPointer batchVariance = NativeFloats.of(variance);
    plan.run(
        iteration -> {
          for (long c = 0; c < channels; c++) {
            runningMean.put(c, (float) mixed(runningMean.get(c), batchMean.get(c)));
            double mixed = mixed(varianceOf(kept.get(c)), batchVariance.get(c));
            kept.put(c, (float) (logarithmic ? Math.log10(mixed) / 2 : mixed));
          }
        });
  }

  private double mixed(double running, double batch) {
    return decay * running + (1 - decay) * batch;
  }

  private double varianceOf(double kept) {
    return logarithmic ? Math.pow(10, 2 * kept) : kept;
  }
}
