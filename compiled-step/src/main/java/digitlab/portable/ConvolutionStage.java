package digitlab.portable;

import digitlab.plan.PlannedLayer.Convolution;
import digitlab.portable.MatrixProduct.Matrix;
import digitlab.shares.Share;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A convolution as a matrix product: "im2col" (Chellapilla et al. 2006) writes below one another
 * what each weight of a feature map is multiplied with, position by position.
 *
 * <p>It takes some channels at a time, so that what was written is still in the processor's cache
 * when it is read: the products of the channels are added up, and their gradients have nothing to
 * do with one another.
 */
final class ConvolutionStage implements Stage {
  /** Values that are written at a time, at most, so that they stay in the cache: a megabyte. */
  private static final int BLOCK = 256 * 1024;

  /**
   * Weights of a feature map that are multiplied at a time, at most, for each feature map: so many
   * that reading and writing the sums takes little of the time, and no more, for OpenBLAS has
   * faster ways for small products on some processors.
   */
  private static final int SLICE = 6;

  private final Convolution layer;
  private final WindowRuns window;
  private final int channels;
  private final int featureMaps;
  private final int weightsOfMap;
  private Values input;
  private Values output;
  private Block[] blocks;
  private float[] zeros;
  private FloatPointer ones;

  /**
   * Some channels of the input.
   *
   * @param from the first
   * @param weights of these channels, {@code [featureMaps, rows]}
   * @param rows of the matrix: weights of a feature map for these channels
   */
  private record Block(int from, int channels, Matrix weights, int rows) {}

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
    blocks = blocks(plan);
    zeros = new float[plan.inShare(window.outputs())];
    FloatPointer biases = plan.parameter(layer.offset());
    int rows =
        Math.max(featureMaps, Arrays.stream(blocks).mapToInt(Block::rows).max().orElseThrow());
    plan.needMatrix(plan.inShare(rows * window.outputs()));
    plan.needLoop(plan.inShare(window.inputs()));
    plan.forEachShare(
        (share, workspace, iteration) -> {
          multiply(share, workspace);
          int columns = window.outputs() * share.images();
          float[] values = output.of(share);
          for (int map = 0; map < featureMaps; map++) {
            int from = map * columns;
            workspace.product().buffer().get(from, values, from, columns);
            Elementwise.addBias(values, from, from + columns, biases.get(map), layer.activation());
          }
        });
    return output;
  }

  private Block[] blocks(PortablePlan plan) {
    int ofChannel = plan.inShare(window.kernel() * window.outputs());
    int most = Math.max(1, Math.min(BLOCK / ofChannel, SLICE * featureMaps / window.kernel()));
    int count = (channels + most - 1) / most;
    Block[] blocks = new Block[count];
    for (int i = 0; i < count; i++) {
      int from = i * channels / count;
      int taken = (i + 1) * channels / count - from;
      FloatPointer weights =
          plan.parameter(layer.offset() + featureMaps + (long) from * window.kernel());
      blocks[i] =
          new Block(from, taken, new Matrix(weights, weightsOfMap), taken * window.kernel());
    }
    return blocks;
  }

  private void multiply(Share share, Workspace workspace) {
    int columns = window.outputs() * share.images();
    Matrix right = new Matrix(workspace.right().pointer(), columns);
    Matrix product = new Matrix(workspace.product().pointer(), columns);
    for (Block block : blocks) {
      toColumns(block, share, workspace.right().buffer());
      if (block.from == 0) {
        MatrixProduct.plain(featureMaps, columns, block.rows, block.weights, right, product);
      } else {
        MatrixProduct.addPlain(featureMaps, columns, block.rows, block.weights, right, product);
      }
    }
  }

  /** Writes {@code [channel, pixel of the window][position][image]}. */
  private void toColumns(Block block, Share share, FloatBuffer columns) {
    float[] values = input.of(share);
    int n = share.images();
    int row = 0;
    for (int channel = block.from; channel < block.from + block.channels; channel++) {
      for (int k = 0; k < window.kernel(); k++) {
        window.gather(k, values, channel * window.inputs() * n, n, zeros, columns, row);
        row += window.outputs() * n;
      }
    }
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    FloatPointer[] biasGradients = plan.shareGradients(layer.offset(), featureMaps);
    FloatPointer[] weightGradients =
        plan.shareGradients(layer.offset() + featureMaps, featureMaps * weightsOfMap);
    ones = plan.ones(plan.inShare(window.outputs()));
    Values result = inputGradient ? plan.values(channels * window.inputs()) : null;
    plan.forEachShare(
        (share, workspace, iteration) -> {
          takeGradient(gradient.of(share), share, workspace, biasGradients[share.index()]);
          weightGradient(share, workspace, weightGradients[share.index()]);
          if (inputGradient) {
            inputGradient(share, workspace, result.of(share));
          }
        });
    return result;
  }

  /** Makes the gradient that of the values before the activation, and a factor of products. */
  private void takeGradient(
      float[] gradients, Share share, Workspace workspace, FloatPointer biasGradients) {
    int columns = window.outputs() * share.images();
    for (int map = 0; map < featureMaps; map++) {
      int from = map * columns;
      if (layer.derivativeHere()) {
        Elementwise.backward(output.of(share), gradients, from, from + columns, layer.activation());
      }
      workspace.left().buffer().put(from, gradients, from, columns);
    }
    MatrixProduct.rowSums(featureMaps, columns, workspace.left().pointer(), ones, biasGradients);
  }

  private void weightGradient(Share share, Workspace workspace, FloatPointer result) {
    int columns = window.outputs() * share.images();
    Matrix left = new Matrix(workspace.left().pointer(), columns);
    Matrix right = new Matrix(workspace.right().pointer(), columns);
    for (Block block : blocks) {
      toColumns(block, share, workspace.right().buffer());
      FloatPointer part = result.getPointer((long) block.from * window.kernel());
      MatrixProduct.rightTransposed(
          featureMaps, block.rows, columns, left, right, new Matrix(part, weightsOfMap));
    }
  }

  private void inputGradient(Share share, Workspace workspace, float[] result) {
    int columns = window.outputs() * share.images();
    Matrix left = new Matrix(workspace.left().pointer(), columns);
    Matrix product = new Matrix(workspace.product().pointer(), columns);
    for (Block block : blocks) {
      MatrixProduct.leftTransposed(block.rows, columns, featureMaps, block.weights, left, product);
      fromColumns(block, share, workspace, result);
    }
  }

  /** The reverse of {@link #toColumns}: what a pixel was copied to is added up. */
  private void fromColumns(Block block, Share share, Workspace workspace, float[] result) {
    FloatBuffer columns = workspace.product().buffer();
    int n = share.images();
    int length = window.inputs() * n;
    int row = 0;
    for (int channel = block.from; channel < block.from + block.channels; channel++) {
      float[] sum = workspace.first();
      float[] part = workspace.second();
      Arrays.fill(sum, 0, length, 0);
      for (int k = 0; k < window.kernel(); k++) {
        Arrays.fill(part, 0, length, 0);
        window.spread(k, columns, row, part, n);
        Elementwise.add(part, sum, 0, length);
        row += window.outputs() * n;
      }
      System.arraycopy(sum, 0, result, channel * length, length);
    }
  }
}
