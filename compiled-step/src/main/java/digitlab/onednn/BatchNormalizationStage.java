package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
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
  public Tensor forward(PrimitiveSequence sequence, Tensor activations) {
    original = activations;
    input = asImage(sequence, activations);
    int flags = flags() | (sequence.isTraining() ? 0 : dnnl.dnnl_use_global_stats);
    int kind =
        (sequence.isTraining() ? prop_kind.forward_training : prop_kind.forward_inference).value;
    hint =
        new batch_normalization_forward.primitive_desc(
            new batch_normalization_forward.desc(kind, input.layout(), epsilon, flags),
            PrimitiveSequence.attributes(),
            sequence.engine());
    mean =
        sequence.isTraining()
            ? sequence.allocate(Tensor.plain(channels), channels)
            : sequence.parameter(layer.offset() + 2 * channels, channels);
    variance = sequence.allocate(Tensor.plain(channels), channels);
    if (!sequence.isTraining()) {
      runningVariance(sequence);
    } else if (layer.relu()) {
      positive = sequence.allocate(hint.workspace_desc(), input.shape());
    }
    Tensor output = sequence.allocate(hint.dst_desc(), input.shape());
    List<Argument> arguments = arguments(sequence);
    arguments.add(new Argument(dnnl.DNNL_ARG_DST, output));
    sequence.run(hint, new batch_normalization_forward(hint), arguments.toArray(Argument[]::new));
    return asOriginal(sequence, output);
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    Tensor result = sequence.as(input.layout(), asImage(sequence, gradient));
    var primitive =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value, result.layout(), input.layout(), epsilon, flags()),
            PrimitiveSequence.attributes(),
            sequence.engine(),
            hint);
    List<Argument> arguments = arguments(sequence);
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_DST, result));
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    arguments.add(
        new Argument(
            dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, sequence.gradient(layer.offset(), 2, channels)));
    sequence.run(
        primitive, new batch_normalization_backward(primitive), arguments.toArray(Argument[]::new));
    updateRunning(sequence);
    return asOriginal(sequence, result);
  }

  private int flags() {
    return dnnl.dnnl_use_scaleshift | (layer.relu() ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  /** What the forward and the backward primitive have in common. */
  private List<Argument> arguments(PrimitiveSequence sequence) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(dnnl.DNNL_ARG_SRC, input));
    arguments.add(new Argument(dnnl.DNNL_ARG_MEAN, mean));
    arguments.add(new Argument(dnnl.DNNL_ARG_VARIANCE, variance));
    arguments.add(
        new Argument(dnnl.DNNL_ARG_SCALE_SHIFT, sequence.parameter(layer.offset(), 2, channels)));
    if (layer.relu() && sequence.isTraining()) {
      arguments.add(new Argument(dnnl.DNNL_ARG_WORKSPACE, positive));
    }
    return arguments;
  }

  /** A vector counts as an image of one pixel with the channels side by side. */
  private Tensor asImage(PrimitiveSequence sequence, Tensor tensor) {
    if (tensor.shape().length == 4) {
      return tensor;
    }
    long[] shape = {tensor.shape()[0], channels, 1, 1};
    memory.desc layout = new memory.desc(shape, memory.data_type.f32, memory.format_tag.acdb);
    return sequence.view(tensor, layout, shape);
  }

  private Tensor asOriginal(PrimitiveSequence sequence, Tensor tensor) {
    return original.shape().length == 4
        ? tensor
        : sequence.view(tensor, original.layout(), original.shape());
  }

  /** Reads the running variance from the parameters, which may have changed since the last run. */
  private void runningVariance(PrimitiveSequence sequence) {
    FloatPointer kept = sequence.parameter(layer.offset() + 3 * channels, channels).floats();
    FloatPointer used = variance.floats();
    sequence.run(
        iteration -> {
          for (long c = 0; c < channels; c++) {
            used.put(c, (float) layer.variance(kept.get(c)));
          }
        });
  }

  /** Moves the running mean and variance towards the batch's. */
  private void updateRunning(PrimitiveSequence sequence) {
    FloatPointer runningMean = sequence.parameter(layer.offset() + 2 * channels, channels).floats();
    FloatPointer kept = sequence.parameter(layer.offset() + 3 * channels, channels).floats();
    FloatPointer batchMean = mean.floats();
    FloatPointer batchVariance = variance.floats();
    sequence.run(
        iteration -> {
          for (long c = 0; c < channels; c++) {
            runningMean.put(c, (float) layer.mixed(runningMean.get(c), batchMean.get(c)));
            double mixed = layer.mixed(layer.variance(kept.get(c)), batchVariance.get(c));
            kept.put(c, (float) layer.kept(mixed));
          }
        });
  }
}
