package digitlab.portable;

import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer.Pooling;
import digitlab.shares.Share;
import java.util.Arrays;

/** Max pooling; of several largest pixels of a window, the first one wins. */
final class MaxPoolingStage implements Stage {
  private final int channels;
  private final int inputs;
  private final int outputs;
  private final int kernel;
  private final int[] pixels;
  private final ActivationFunction before;
  private Values output;
  private int[][] winners;

  MaxPoolingStage(Pooling layer) {
    WindowRuns window = WindowRuns.of(layer.window());
    this.channels = (int) layer.channels();
    this.inputs = window.inputs();
    this.outputs = window.outputs();
    this.kernel = window.kernel();
    this.pixels = window.pixels();
    this.before = layer.before();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    output = plan.values(channels * outputs);
    winners = new int[plan.shares().size()][];
    for (Share share : plan.shares()) {
      winners[share.index()] = new int[output.of(share).length];
    }
    plan.forEachShare(
        (share, workspace, iteration) ->
            largest(input.of(share), output.of(share), winners[share.index()], share.images()));
    return output;
  }

  private void largest(float[] values, float[] largest, int[] winners, int n) {
    for (int channel = 0; channel < channels; channel++) {
      int from = channel * inputs * n;
      int to = channel * outputs * n;
      if (kernel == 4) {
        largestOfFour(values, from, largest, winners, to, n);
      } else {
        largestOfMany(values, from, largest, winners, to, n);
      }
    }
  }

  /** Windows of 2 × 2, as nearly all are: a loop of known length takes less than half the time. */
  private void largestOfFour(
      float[] values, int from, float[] largest, int[] winners, int to, int n) {
    for (int position = 0; position < outputs; position++) {
      int place = to + position * n;
      for (int image = 0; image < n; image++) {
        int winner = from + pixels[4 * position] * n + image;
        float most = values[winner];
        for (int k = 1; k < 4; k++) {
          int pixel = from + pixels[4 * position + k] * n + image;
          float value = values[pixel];
          winner = value > most ? pixel : winner;
          most = Math.max(most, value);
        }
        largest[place + image] = most;
        winners[place + image] = winner;
      }
    }
  }

  private void largestOfMany(
      float[] values, int from, float[] largest, int[] winners, int to, int n) {
    for (int position = 0; position < outputs; position++) {
      int place = to + position * n;
      for (int image = 0; image < n; image++) {
        int winner = from + pixels[kernel * position] * n + image;
        float most = values[winner];
        for (int k = 1; k < kernel; k++) {
          int pixel = from + pixels[kernel * position + k] * n + image;
          float value = values[pixel];
          winner = value > most ? pixel : winner;
          most = Math.max(most, value);
        }
        largest[place + image] = most;
        winners[place + image] = winner;
      }
    }
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Values result = plan.values(channels * inputs);
    plan.forEachShare(
        (share, workspace, iteration) -> {
          float[] gradients = gradient.of(share);
          Elementwise.backward(output.of(share), gradients, before);
          toWinners(gradients, winners[share.index()], result.of(share));
        });
    return result;
  }

  private static void toWinners(float[] gradients, int[] winners, float[] result) {
    Arrays.fill(result, 0);
    for (int i = 0; i < gradients.length; i++) {
      result[winners[i]] += gradients[i];
    }
  }
}
