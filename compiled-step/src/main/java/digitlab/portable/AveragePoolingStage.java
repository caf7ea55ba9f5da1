package digitlab.portable;

import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer.Pooling;
import java.util.Arrays;
import java.util.List;

/** Average pooling, without padding. */
final class AveragePoolingStage implements Stage {
  private final WindowRuns window;
  private final int channels;
  private final ActivationFunction before;
  private Values output;

  AveragePoolingStage(Pooling layer) {
    this.window = WindowRuns.of(layer.window());
    this.channels = (int) layer.channels();
    this.before = layer.before();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    output = plan.values(channels * window.outputs());
    plan.forEachShare(
        (share, workspace, iteration) ->
            average(input.of(share), output.of(share), share.images()));
    return output;
  }

  private void average(float[] values, float[] averages, int n) {
    Arrays.fill(averages, 0);
    for (int c = 0; c < channels; c++) {
      int inputs = c * window.inputs() * n;
      int outputs = c * window.outputs() * n;
      for (List<WindowRuns.Run> runs : window.ofKernel()) {
        for (WindowRuns.Run run : runs) {
          int from = inputs + run.pixel() * n;
          addShare(values, from, averages, outputs + run.position() * n, run.length() * n);
        }
      }
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
          spread(gradient.of(share), result.of(share), share.images());
        });
    return result;
  }

  private void spread(float[] gradients, float[] result, int n) {
    Arrays.fill(result, 0);
    for (int c = 0; c < channels; c++) {
      int inputs = c * window.inputs() * n;
      int outputs = c * window.outputs() * n;
      for (List<WindowRuns.Run> runs : window.ofKernel()) {
        for (WindowRuns.Run run : runs) {
          int from = outputs + run.position() * n;
          addShare(gradients, from, result, inputs + run.pixel() * n, run.length() * n);
        }
      }
    }
  }

  private void addShare(float[] from, int start, float[] to, int target, int length) {
    float share = 1f / window.kernel();
    for (int i = 0; i < length; i++) {
      to[target + i] += share * from[start + i];
    }
  }
}
