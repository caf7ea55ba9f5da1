package digitlab.portable;

import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer.BatchNormalization;
import digitlab.shares.Share;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Batch normalisation. Means are those of the whole batch: each share adds up its part in 64 bits,
 * then all meet.
 */
final class BatchNormalizationStage implements Stage {
  private final BatchNormalization layer;
  private final int channels;
  private Values input;
  private Values output;
  private FloatPointer gammas;
  private FloatPointer betas;
  private FloatPointer runningMeans;
  private FloatPointer runningVariances;
  private double[] means;
  private double[] variances;

  BatchNormalizationStage(BatchNormalization layer) {
    this.layer = layer;
    this.channels = (int) layer.channels();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    this.input = input;
    output = plan.values(input.elements());
    gammas = plan.parameter(layer.offset());
    betas = plan.parameter(layer.offset() + channels);
    runningMeans = plan.parameter(layer.offset() + 2L * channels);
    runningVariances = plan.parameter(layer.offset() + 3L * channels);
    means = new double[channels];
    variances = new double[channels];
    if (plan.isTraining()) {
      double[][] sums = new double[plan.shares().size()][2 * channels];
      plan.forEachShare((share, workspace, iteration) -> sumsOfInput(share, sums[share.index()]));
      plan.inTasks(1, (task, workspace, iteration) -> batchStatistics(plan, sums));
    } else {
      plan.inTasks(1, (task, workspace, iteration) -> runningStatistics());
    }
    plan.forEachShare((share, workspace, iteration) -> normalise(share));
    return output;
  }

  private void sumsOfInput(Share share, double[] sums) {
    float[] values = input.of(share);
    int length = values.length / channels;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = c * length; i < (c + 1) * length; i++) {
        double value = values[i];
        sum += value;
        squares += value * value;
      }
      sums[c] = sum;
      sums[channels + c] = squares;
    }
  }

  private void batchStatistics(PortablePlan plan, double[][] sums) {
    double count = count(plan);
    for (int c = 0; c < channels; c++) {
      means[c] = total(sums, c) / count;
      variances[c] = Math.max(0, total(sums, channels + c) / count - means[c] * means[c]);
    }
  }

  private void runningStatistics() {
    for (int c = 0; c < channels; c++) {
      means[c] = runningMeans.get(c);
      variances[c] = layer.variance(runningVariances.get(c));
    }
  }

  private void normalise(Share share) {
    float[] values = input.of(share);
    float[] results = output.of(share);
    int length = values.length / channels;
    for (int c = 0; c < channels; c++) {
      float mean = (float) means[c];
      float factor = (float) (gammas.get(c) * inverseDeviation(c));
      float beta = betas.get(c);
      for (int i = c * length; i < (c + 1) * length; i++) {
        results[i] = (values[i] - mean) * factor + beta;
      }
    }
    if (layer.relu()) {
      for (int i = 0; i < results.length; i++) {
        results[i] = Math.max(0, results[i]);
      }
    }
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    double[][] sums = new double[plan.shares().size()][2 * channels];
    double[] totals = new double[2 * channels];
    FloatPointer gammaGradients = plan.gradient(layer.offset());
    FloatPointer betaGradients = plan.gradient(layer.offset() + channels);
    plan.forEachShare(
        (share, workspace, iteration) ->
            sumsOfGradient(share, gradient.of(share), sums[share.index()]));
    plan.inTasks(
        1,
        (task, workspace, iteration) -> {
          for (int c = 0; c < channels; c++) {
            totals[c] = total(sums, c);
            totals[channels + c] = total(sums, channels + c) * inverseDeviation(c);
            betaGradients.put(c, (float) totals[c]);
            gammaGradients.put(c, (float) totals[channels + c]);
          }
          moveRunningStatistics();
        });
    if (inputGradient) {
      double count = count(plan);
      plan.forEachShare(
          (share, workspace, iteration) -> inputGradient(share, gradient.of(share), totals, count));
    }
    return gradient;
  }

  /** Of the gradients, and of their products with the distances from the mean. */
  private void sumsOfGradient(Share share, float[] gradients, double[] sums) {
    float[] values = input.of(share);
    int length = values.length / channels;
    if (layer.relu()) {
      Elementwise.backward(output.of(share), gradients, ActivationFunction.RELU);
    }
    for (int c = 0; c < channels; c++) {
      double mean = means[c];
      double sum = 0;
      double products = 0;
      for (int i = c * length; i < (c + 1) * length; i++) {
        sum += gradients[i];
        products += gradients[i] * (values[i] - mean);
      }
      sums[c] = sum;
      sums[channels + c] = products;
    }
  }

  private void inputGradient(Share share, float[] gradients, double[] totals, double count) {
    float[] values = input.of(share);
    int length = values.length / channels;
    for (int c = 0; c < channels; c++) {
      double inverse = inverseDeviation(c);
      float mean = (float) means[c];
      float factor = (float) (gammas.get(c) * inverse);
      float shift = (float) (totals[c] / count);
      float slope = (float) (totals[channels + c] * inverse / count);
      for (int i = c * length; i < (c + 1) * length; i++) {
        gradients[i] = factor * (gradients[i] - shift - (values[i] - mean) * slope);
      }
    }
  }

  private void moveRunningStatistics() {
    for (int c = 0; c < channels; c++) {
      runningMeans.put(c, (float) layer.mixed(runningMeans.get(c), (float) means[c]));
      double before = layer.variance(runningVariances.get(c));
      runningVariances.put(c, (float) layer.kept(layer.mixed(before, (float) variances[c])));
    }
  }

  private double inverseDeviation(int channel) {
    return 1 / Math.sqrt(variances[channel] + (float) layer.epsilon());
  }

  /** The values that a mean is taken of. */
  private double count(PortablePlan plan) {
    return (double) plan.images() * input.elements() / channels;
  }

  private static double total(double[][] sums, int place) {
    double total = 0;
    for (double[] share : sums) {
      total += share[place];
    }
    return total;
  }
}
