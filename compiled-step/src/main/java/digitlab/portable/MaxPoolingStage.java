package digitlab.portable;

import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer.Pooling;
import java.util.Arrays;

/**
 * Max pooling; of several largest pixels of a window, the first one wins.
 *
 * <p>It is computed without a jump, for no processor foretells which pixel is the largest: the
 * first pixels of all windows of a channel are copied to one array, then the second ones are
 * compared with them, and so on, in plain loops.
 */
final class MaxPoolingStage implements Stage {
  /** Makes at least 1 of every positive number that is not denormal. */
  private static final float HUGE = 1e38f;

  private final WindowRuns window;
  private final boolean metOnce;
  private final int channels;
  private final ActivationFunction before;
  private Values output;
  private Values winners;

  MaxPoolingStage(Pooling layer) {
    this.window = WindowRuns.of(layer.window());
    this.metOnce = window.isMetOnce();
    this.channels = (int) layer.channels();
    this.before = layer.before();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    output = plan.values(channels * window.outputs());
    winners = plan.values(channels * window.outputs());
    plan.needLoop(plan.inShare(window.outputs()));
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int length = window.outputs() * share.images();
          for (int c = 0; c < channels; c++) {
            largest(input.of(share), c, share.images(), workspace);
            System.arraycopy(workspace.first(), 0, output.of(share), c * length, length);
            System.arraycopy(workspace.second(), 0, winners.of(share), c * length, length);
          }
        });
    return output;
  }

  /**
   * Writes the largest pixels to the first array, and which of its window each is to the second.
   */
  private void largest(float[] pixels, int channel, int n, Workspace workspace) {
    int start = channel * window.inputs() * n;
    int length = window.outputs() * n;
    window.gather(0, pixels, start, n, -Float.MAX_VALUE, workspace.first());
    Arrays.fill(workspace.second(), 0, length, 0);
    for (int k = 1; k < window.kernel(); k++) {
      window.gather(k, pixels, start, n, -Float.MAX_VALUE, workspace.third());
      takeLarger(workspace.third(), k, workspace.first(), workspace.second(), length);
    }
  }

  private static void takeLarger(
      float[] values, float k, float[] largest, float[] winners, int length) {
    for (int i = 0; i < length; i++) {
      float more = values[i] - largest[i];
      float wins = Math.min(1, (more + Math.abs(more)) * HUGE);
      largest[i] = wins * values[i] + (1 - wins) * largest[i];
      winners[i] = wins * k + (1 - wins) * winners[i];
    }
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Values result = plan.values(channels * window.inputs());
    plan.forEachShare(
        (share, workspace, iteration) -> {
          Elementwise.backward(output.of(share), gradient.of(share), before);
          if (!metOnce) {
            Arrays.fill(result.of(share), 0);
          }
          int length = window.outputs() * share.images();
          for (int c = 0; c < channels; c++) {
            System.arraycopy(gradient.of(share), c * length, workspace.first(), 0, length);
            System.arraycopy(winners.of(share), c * length, workspace.second(), 0, length);
            toWinners(workspace, c, share.images(), result.of(share));
          }
        });
    return result;
  }

  private void toWinners(Workspace workspace, int channel, int n, float[] result) {
    int start = channel * window.inputs() * n;
    for (int k = 0; k < window.kernel(); k++) {
      float[] part = workspace.third();
      ofWinner(k, workspace.first(), workspace.second(), part, window.outputs() * n);
      window.spread(k, part, 0, result, start, n, metOnce);
    }
  }

  /** The gradient where pixel {@code k} won, else 0. */
  private static void ofWinner(
      float k, float[] gradients, float[] winners, float[] part, int length) {
    for (int i = 0; i < length; i++) {
      float near = 1 - Math.abs(winners[i] - k);
      part[i] = gradients[i] * 0.5f * (near + Math.abs(near));
    }
  }
}
