package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.BatchNormalization;
import digitlab.shares.Share;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch normalisation: over each channel of an image or each feature of a vector, by the batch's
 * own mean and variance in training, by running ones in prediction.
 *
 * <p>Each share finds its own mean and variance; then all meet, and those of the batch are made of
 * them in 64 bits. Backward, each share computes as if mean and variance were given, and the sums
 * by which its gradients depend on them; then all meet again, and each share adds what follows from
 * the sums of the batch.
 */
final class BatchNormalizationLayer implements BatchStage {
  private static final int GIVEN = dnnl.dnnl_use_global_stats;
  private static final int SCALED = dnnl.dnnl_use_scaleshift;

  /** What a share keeps for its way back. */
  private record Normalised(
      Tensor original,
      Tensor input,
      Tensor positive,
      batch_normalization_forward.primitive_desc hint) {}

  private final BatchNormalization layer;
  private final int channels;
  private final List<Normalised> normalised = new ArrayList<>();
  private Tensor mean;
  private Tensor variance;

  BatchNormalizationLayer(BatchNormalization layer) {
    this.layer = layer;
    this.channels = (int) layer.channels();
  }

  @Override
  public List<Tensor> forward(OneDnnPlan plan, List<Tensor> inputs) {
    if (plan.isTraining()) {
      batchStatistics(plan, inputs);
    } else {
      runningStatistics(plan);
    }
    List<Tensor> outputs = new ArrayList<>();
    for (Share share : plan.shares()) {
      outputs.add(normalise(plan.sequence(share), inputs.get(share.index())));
    }
    return outputs;
  }

  private void batchStatistics(OneDnnPlan plan, List<Tensor> inputs) {
    mean = plan.allocate(channels);
    variance = plan.allocate(channels);
    float[][] means = new float[inputs.size()][channels];
    float[][] variances = new float[inputs.size()][channels];
    for (Share share : plan.shares()) {
      int i = share.index();
      statistics(plan.sequence(share), inputs.get(i), means[i], variances[i]);
    }
    FloatPointer meanPlace = mean.floats();
    FloatPointer variancePlace = variance.floats();
    List<Share> shares = plan.shares();
    plan.task()
        .run(
            iteration -> {
              for (int c = 0; c < channels; c++) {
                double m = 0;
                for (Share share : shares) {
                  m += weight(shares, share) * means[share.index()][c];
                }
                double v = 0;
                for (Share share : shares) {
                  double distance = means[share.index()][c] - m;
                  v += weight(shares, share) * (variances[share.index()][c] + distance * distance);
                }
                meanPlace.put(c, (float) m);
                variancePlace.put(c, (float) v);
              }
            });
  }

  private static double weight(List<Share> shares, Share share) {
    return (double) share.images() / Share.images(shares);
  }

  /** A share's own; what it would be normalised by them is not used. */
  private void statistics(
      PrimitiveSequence sequence, Tensor original, float[] means, float[] variances) {
    Tensor input = asImage(sequence, original);
    var primitive =
        forwardPrimitive(sequence, prop_kind.forward_training, input, layer.epsilon(), 0);
    Tensor shareMean = sequence.allocate(Tensor.plain(channels), channels);
    Tensor shareVariance = sequence.allocate(Tensor.plain(channels), channels);
    sequence.run(
        primitive,
        new batch_normalization_forward(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(dnnl.DNNL_ARG_MEAN, shareMean),
        new Argument(dnnl.DNNL_ARG_VARIANCE, shareVariance),
        new Argument(dnnl.DNNL_ARG_DST, sequence.allocate(input.layout(), input.shape())));
    FloatPointer meanPlace = shareMean.floats();
    FloatPointer variancePlace = shareVariance.floats();
    sequence.run(
        iteration -> {
          meanPlace.get(means);
          variancePlace.get(variances);
        });
  }

  /** Read from the parameters, which may have changed since the last run. */
  private void runningStatistics(OneDnnPlan plan) {
    PrimitiveSequence any = plan.sequence(plan.shares().get(0));
    mean = any.parameter(layer.offset() + 2L * channels, channels);
    variance =
        any.prepared(
            List.of("running variance", layer.offset()),
            task -> {
              FloatPointer kept = task.parameter(layer.offset() + 3L * channels, channels).floats();
              Tensor used = task.allocate(Tensor.plain(channels), channels);
              FloatPointer place = used.floats();
              task.run(
                  iteration -> {
                    for (int c = 0; c < channels; c++) {
                      place.put(c, (float) layer.variance(kept.get(c)));
                    }
                  });
              return used;
            });
  }

  private Tensor normalise(PrimitiveSequence sequence, Tensor original) {
    Tensor input = asImage(sequence, original);
    boolean training = sequence.isTraining();
    var hint =
        forwardPrimitive(
            sequence,
            training ? prop_kind.forward_training : prop_kind.forward_inference,
            input,
            layer.epsilon(),
            flags());
    Tensor positive =
        training && layer.relu() ? sequence.allocate(hint.workspace_desc(), input.shape()) : null;
    normalised.add(new Normalised(original, input, positive, hint));
    Tensor output = sequence.allocate(hint.dst_desc(), input.shape());
    List<Argument> arguments = arguments(sequence, input, positive);
    arguments.add(new Argument(dnnl.DNNL_ARG_DST, output));
    sequence.run(hint, new batch_normalization_forward(hint), arguments.toArray(Argument[]::new));
    return asOriginal(sequence, output, original);
  }

  private int flags() {
    return GIVEN | SCALED | (layer.relu() ? dnnl.dnnl_fuse_norm_relu : 0);
  }

  /** What the forward and the backward primitive have in common. */
  private List<Argument> arguments(PrimitiveSequence sequence, Tensor input, Tensor positive) {
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(dnnl.DNNL_ARG_SRC, input));
    arguments.add(new Argument(dnnl.DNNL_ARG_MEAN, mean));
    arguments.add(new Argument(dnnl.DNNL_ARG_VARIANCE, variance));
    arguments.add(
        new Argument(dnnl.DNNL_ARG_SCALE_SHIFT, sequence.parameter(layer.offset(), 2, channels)));
    if (positive != null) {
      arguments.add(new Argument(dnnl.DNNL_ARG_WORKSPACE, positive));
    }
    return arguments;
  }

  @Override
  public List<Tensor> backward(OneDnnPlan plan, List<Tensor> gradients, boolean inputGradient) {
    List<Tensor> results = new ArrayList<>();
    float[][] sums = new float[gradients.size()][2 * channels];
    for (Share share : plan.shares()) {
      int i = share.index();
      results.add(withGivenStatistics(plan.sequence(share), gradients.get(i), i, sums[i]));
    }
    Tensor correction = plan.allocate(2, channels);
    batchGradients(plan, sums, correction);
    if (!inputGradient) {
      return null;
    }
    List<Tensor> originals = new ArrayList<>();
    for (Share share : plan.shares()) {
      Normalised kept = normalised.get(share.index());
      Tensor result = results.get(share.index());
      PrimitiveSequence sequence = plan.sequence(share);
      addCorrection(sequence, kept.input(), correction, result);
      originals.add(asOriginal(sequence, result, kept.original()));
    }
    return originals;
  }

  private Tensor withGivenStatistics(
      PrimitiveSequence sequence, Tensor gradient, int share, float[] sums) {
    Normalised kept = normalised.get(share);
    Tensor input = kept.input();
    Tensor result = sequence.as(input.layout(), asImage(sequence, gradient));
    var primitive =
        new batch_normalization_backward.primitive_desc(
            new batch_normalization_backward.desc(
                prop_kind.backward.value,
                result.layout(),
                input.layout(),
                (float) layer.epsilon(),
                flags()),
            PrimitiveSequence.attributes(),
            sequence.engine(),
            kept.hint());
    Tensor shareSums = sequence.allocate(Tensor.plain(2, channels), 2, channels);
    List<Argument> arguments = arguments(sequence, input, kept.positive());
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_DST, result));
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    arguments.add(new Argument(dnnl.DNNL_ARG_DIFF_SCALE_SHIFT, shareSums));
    sequence.run(
        primitive, new batch_normalization_backward(primitive), arguments.toArray(Argument[]::new));
    FloatPointer place = shareSums.floats();
    sequence.run(iteration -> place.get(sums));
    return result;
  }

  /**
   * The gradients of γ and β are sums over the batch, and the input's gradient depends on them: a
   * value that grows moves the mean and the variance.
   *
   * @param correction for each channel, by what the distance from the mean is multiplied, and what
   *     is added
   */
  private void batchGradients(OneDnnPlan plan, float[][] sums, Tensor correction) {
    PrimitiveSequence task = plan.task();
    FloatPointer gammas = task.parameter(layer.offset(), channels).floats();
    FloatPointer gradients = task.gradient(layer.offset(), 2, channels).floats();
    FloatPointer corrections = correction.floats();
    FloatPointer variances = variance.floats();
    double count = count(plan);
    task.run(
        iteration -> {
          for (int c = 0; c < channels; c++) {
            double gammaGradient = total(sums, c);
            double betaGradient = total(sums, channels + c);
            gradients.put(c, (float) gammaGradient);
            gradients.put(channels + c, (float) betaGradient);
            double inverse = 1 / Math.sqrt(variances.get(c) + (float) layer.epsilon());
            double factor = -gammas.get(c) * inverse / count;
            corrections.put(c, (float) (factor * inverse * gammaGradient));
            corrections.put(channels + c, (float) (factor * betaGradient));
          }
        });
    moveRunningStatistics(task);
  }

  /** The values that a mean is taken of. */
  private double count(OneDnnPlan plan) {
    Tensor input = normalised.get(0).input();
    return (double) Share.images(plan.shares()) * input.shape()[2] * input.shape()[3];
  }

  private static double total(float[][] sums, int place) {
    double total = 0;
    for (float[] share : sums) {
      total += share[place];
    }
    return total;
  }

  private void moveRunningStatistics(PrimitiveSequence task) {
    FloatPointer runningMean = task.parameter(layer.offset() + 2L * channels, channels).floats();
    FloatPointer kept = task.parameter(layer.offset() + 3L * channels, channels).floats();
    FloatPointer batchMean = mean.floats();
    FloatPointer batchVariance = variance.floats();
    task.run(
        iteration -> {
          for (int c = 0; c < channels; c++) {
            runningMean.put(c, (float) layer.mixed(runningMean.get(c), batchMean.get(c)));
            double mixed = layer.mixed(layer.variance(kept.get(c)), batchVariance.get(c));
            kept.put(c, (float) layer.kept(mixed));
          }
        });
  }

  /** A normalisation by a variance of one is a product with the distance from the mean. */
  private void addCorrection(
      PrimitiveSequence sequence, Tensor input, Tensor correction, Tensor result) {
    var product = forwardPrimitive(sequence, prop_kind.forward_inference, input, 0, GIVEN | SCALED);
    Tensor added = sequence.allocate(product.dst_desc(), input.shape());
    sequence.run(
        product,
        new batch_normalization_forward(product),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(dnnl.DNNL_ARG_MEAN, mean),
        new Argument(dnnl.DNNL_ARG_VARIANCE, sequence.filled(1, channels)),
        new Argument(dnnl.DNNL_ARG_SCALE_SHIFT, correction),
        new Argument(dnnl.DNNL_ARG_DST, added));
    var sum =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add, result.layout(), added.layout(), result.layout()),
            PrimitiveSequence.attributes(),
            sequence.engine());
    sequence.run(
        sum,
        new binary(sum),
        new Argument(dnnl.DNNL_ARG_SRC_0, result),
        new Argument(dnnl.DNNL_ARG_SRC_1, added),
        new Argument(dnnl.DNNL_ARG_DST, result));
  }

  private static batch_normalization_forward.primitive_desc forwardPrimitive(
      PrimitiveSequence sequence, prop_kind kind, Tensor input, double epsilon, int flags) {
    return new batch_normalization_forward.primitive_desc(
        new batch_normalization_forward.desc(kind.value, input.layout(), (float) epsilon, flags),
        PrimitiveSequence.attributes(),
        sequence.engine());
  }

  /** A vector counts as an image of one pixel with the channels side by side. */
  private Tensor asImage(PrimitiveSequence sequence, Tensor tensor) {
    if (tensor.shape().length == 4) {
      return tensor;
    }
    long[] shape = {tensor.shape()[0], channels, 1, 1};
    return sequence.view(tensor, Tensor.channelsLast(shape), shape);
  }

  private static Tensor asOriginal(PrimitiveSequence sequence, Tensor tensor, Tensor original) {
    return original.shape().length == 4
        ? tensor
        : sequence.view(tensor, original.layout(), original.shape());
  }
}
