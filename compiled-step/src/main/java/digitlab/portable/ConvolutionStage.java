package digitlab.portable;

import digitlab.plan.PlannedLayer.Convolution;
import digitlab.shares.Share;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A convolution as a matrix product: "im2col" (Chellapilla et al. 2006) writes below one another
 * what each weight of a feature map is multiplied with, position by position.
 */
final class ConvolutionStage implements Stage {
  private final Convolution layer;
  private final WindowRuns window;
  private final int channels;
  private final int featureMaps;
  private final int weightsOfMap;
  private Values input;
  private Values output;
  private FloatPointer weights;

  ConvolutionStage(Convolution layer) {
    this.layer = layer;
    this.window = WindowRuns.of(layer.window());
    this.channels = (int) layer.channels();
    this.featureMaps = (int) layer.featureMaps();
    this.weightsOfMap = channels * window.kernel();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    this.input = input;
    output = plan.values(featureMaps * window.outputs());
    weights = plan.parameter(layer.offset() + featureMaps);
    FloatPointer biases = plan.parameter(layer.offset());
    plan.needWorkspace(plan.inShare(Math.max(weightsOfMap, featureMaps) * window.outputs()));
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int columns = window.outputs() * share.images();
          float[] values = output.of(share);
          toColumns(share, workspace);
          MatrixProduct.plain(
              featureMaps, columns, weightsOfMap, weights, workspace.right(), workspace.product());
          workspace.product().get(values);
          for (int map = 0; map < featureMaps; map++) {
            int from = map * columns;
            Elementwise.addBias(values, from, from + columns, biases.get(map), layer.activation());
          }
        });
    return output;
  }

  /** Writes {@code [channel, pixel of the window][position][image]}. */
  private void toColumns(Share share, Workspace workspace) {
    float[] values = input.of(share);
    float[] columns = workspace.array();
    int n = share.images();
    int row = 0;
    for (int channel = 0; channel < channels; channel++) {
      int start = channel * window.inputs() * n;
      for (int k = 0; k < window.kernel(); k++) {
        for (WindowRuns.Run run : window.ofKernel().get(k)) {
          int to = row + run.position() * n;
          if (run.isOutside()) {
            Arrays.fill(columns, to, to + run.length() * n, 0);
          } else {
            System.arraycopy(values, start + run.pixel() * n, columns, to, run.length() * n);
          }
        }
        row += window.outputs() * n;
      }
    }
    workspace.right().put(columns, 0, row);
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    FloatPointer[] biasGradients = plan.shareGradients(layer.offset(), featureMaps);
    FloatPointer[] weightGradients =
        plan.shareGradients(layer.offset() + featureMaps, featureMaps * weightsOfMap);
    Values result = inputGradient ? plan.values(channels * window.inputs()) : null;
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int columns = window.outputs() * share.images();
          float[] gradients = gradient.of(share);
          if (layer.derivativeHere()) {
            Elementwise.backward(output.of(share), gradients, layer.activation());
          }
          RowSums.put(gradients, featureMaps, columns, biasGradients[share.index()]);
          toColumns(share, workspace);
          workspace.left().put(gradients);
          MatrixProduct.rightTransposed(
              featureMaps,
              weightsOfMap,
              columns,
              workspace.left(),
              workspace.right(),
              weightGradients[share.index()]);
          if (inputGradient) {
            MatrixProduct.leftTransposed(
                weightsOfMap,
                columns,
                featureMaps,
                weights,
                weightsOfMap,
                workspace.left(),
                workspace.product());
            fromColumns(share, workspace, result.of(share));
          }
        });
    return result;
  }

  /** The reverse of {@link #toColumns}: what a pixel was copied to is added up. */
  private void fromColumns(Share share, Workspace workspace, float[] result) {
    float[] columns = workspace.array();
    int n = share.images();
    workspace.product().get(columns, 0, weightsOfMap * window.outputs() * n);
    Arrays.fill(result, 0);
    int row = 0;
    for (int channel = 0; channel < channels; channel++) {
      int start = channel * window.inputs() * n;
      for (int k = 0; k < window.kernel(); k++) {
        for (WindowRuns.Run run : window.ofKernel().get(k)) {
          if (!run.isOutside()) {
            add(
                columns,
                row + run.position() * n,
                result,
                start + run.pixel() * n,
                run.length() * n);
          }
        }
        row += window.outputs() * n;
      }
    }
  }

  private static void add(float[] from, int start, float[] to, int target, int length) {
    for (int i = 0; i < length; i++) {
      to[target + i] += from[start + i];
    }
  }
}
