package digitlab.portable;

import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer.Pooling;
import java.util.Arrays;

/** Average pooling, without padding. */
final class AveragePoolingStage implements Stage {
  private final WindowRuns window;
  private final boolean metOnce;
  private final int channels;
  private final ActivationFunction before;
  private Values output;

  AveragePoolingStage(Pooling layer) {
    this.window = WindowRuns.of(layer.window());
    this.metOnce = window.isMetOnce();
    this.channels = (int) layer.channels();
    this.before = layer.before();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    output = plan.values(channels * window.outputs());
    plan.needLoop(plan.inShare(window.outputs()));
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int length = window.outputs() * share.images();
          for (int c = 0; c < channels; c++) {
            sum(input.of(share), c, share.images(), workspace);
            System.arraycopy(workspace.first(), 0, output.of(share), c * length, length);
          }
          Elementwise.scale(output.of(share), 1f / window.kernel());
        });
    return output;
  }

  /** Adds up the pixels of each window in the first array. */
  private void sum(float[] pixels, int channel, int n, Workspace workspace) {
    int start = channel * window.inputs() * n;
    window.gather(0, pixels, start, n, 0, workspace.first());
    for (int k = 1; k < window.kernel(); k++) {
      window.gather(k, pixels, start, n, 0, workspace.second());
      Elementwise.add(workspace.second(), workspace.first(), 0, window.outputs() * n);
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
          float[] gradients = gradient.of(share);
          Elementwise.backward(output.of(share), gradients, before);
          Elementwise.scale(gradients, 1f / window.kernel());
          spread(gradients, result.of(share), share.images());
        });
    return result;
  }

  private void spread(float[] gradients, float[] result, int n) {
    if (!metOnce) {
      Arrays.fill(result, 0);
    }
    for (int c = 0; c < channels; c++) {
      int from = c * window.outputs() * n;
      for (int k = 0; k < window.kernel(); k++) {
        window.spread(k, gradients, from, result, c * window.inputs() * n, n, metOnce);
      }
    }
  }
}
