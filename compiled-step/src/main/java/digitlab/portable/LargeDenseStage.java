package digitlab.portable;

import digitlab.plan.PlannedLayer.Dense;
import digitlab.portable.MatrixProduct.Matrix;
import digitlab.shares.Share;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A fully connected layer of many weights: cut by its outputs and inputs rather than by images, so
 * that each weight is read once, and its gradient is written where it belongs.
 */
final class LargeDenseStage implements Stage {
  /** Outputs or inputs of one task: like the size of a share, not a matter of the machine. */
  private static final int BLOCK = 128;

  private final Dense layer;
  private final int inputs;
  private final int outputs;
  private Values output;
  private FloatPointer allInputs;
  private float[] batch;

  LargeDenseStage(Dense layer) {
    this.layer = layer;
    this.inputs = (int) layer.inputs();
    this.outputs = (int) layer.outputs();
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    int images = plan.images();
    output = plan.values(outputs);
    allInputs = plan.allocate(inputs * images);
    FloatPointer biases = plan.parameter(layer.offset() + layer.inputs() * layer.outputs());
    plan.needMatrix(BLOCK * images);
    plan.needLoop(BLOCK * images);
    batch = new float[Math.max(inputs, outputs) * images];
    plan.inTasks(1, (task, workspace, iteration) -> gather(plan, input, batch, allInputs));
    plan.inTasks(
        blocks(outputs),
        (block, workspace, iteration) -> {
          int first = block * BLOCK;
          int rows = Math.min(BLOCK, outputs - first);
          MatrixProduct.plain(
              rows,
              images,
              inputs,
              new Matrix(plan.parameter(layer.offset() + (long) first * inputs), inputs),
              new Matrix(allInputs, images),
              new Matrix(workspace.product().pointer(), images));
          scatter(plan, workspace, first, rows, output);
        });
    plan.forEachShare(
        (share, workspace, iteration) -> {
          float[] values = output.of(share);
          int n = share.images();
          for (int o = 0; o < outputs; o++) {
            Elementwise.addBias(values, o * n, (o + 1) * n, biases.get(o), layer.activation());
          }
        });
    return output;
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    int images = plan.images();
    FloatPointer allGradients = plan.allocate(outputs * images);
    FloatPointer biasGradients = plan.gradient(layer.offset() + layer.inputs() * layer.outputs());
    FloatPointer ones = plan.ones(images);
    plan.forEachShare(
        (share, workspace, iteration) ->
            Elementwise.backward(output.of(share), gradient.of(share), layer.activation()));
    plan.inTasks(
        1,
        (task, workspace, iteration) -> {
          gather(plan, gradient, batch, allGradients);
          MatrixProduct.rowSums(outputs, images, allGradients, ones, biasGradients);
        });
    plan.inTasks(
        blocks(outputs),
        (block, workspace, iteration) -> {
          int first = block * BLOCK;
          MatrixProduct.rightTransposed(
              Math.min(BLOCK, outputs - first),
              inputs,
              images,
              new Matrix(allGradients.getPointer((long) first * images), images),
              new Matrix(allInputs, images),
              new Matrix(plan.gradient(layer.offset() + (long) first * inputs), inputs));
        });
    return inputGradient ? inputGradient(plan, allGradients) : null;
  }

  private Values inputGradient(PortablePlan plan, FloatPointer allGradients) {
    int images = plan.images();
    Values result = plan.values(inputs);
    plan.inTasks(
        blocks(inputs),
        (block, workspace, iteration) -> {
          int first = block * BLOCK;
          int rows = Math.min(BLOCK, inputs - first);
          MatrixProduct.leftTransposed(
              rows,
              images,
              outputs,
              new Matrix(plan.parameter(layer.offset() + first), inputs),
              new Matrix(allGradients, images),
              new Matrix(workspace.product().pointer(), images));
          scatter(plan, workspace, first, rows, result);
        });
    return result;
  }

  private static int blocks(int length) {
    return (length + BLOCK - 1) / BLOCK;
  }

  /** From one array for each share to {@code [element][image]} of the whole batch. */
  private static void gather(PortablePlan plan, Values values, float[] all, FloatPointer to) {
    int images = plan.images();
    for (Share share : plan.shares()) {
      float[] part = values.of(share);
      int n = share.images();
      for (int e = 0; e < values.elements(); e++) {
        System.arraycopy(part, e * n, all, e * images + share.from(), n);
      }
    }
    to.put(all, 0, values.elements() * images);
  }

  /** The reverse, for a product of some rows. */
  private static void scatter(
      PortablePlan plan, Workspace workspace, int first, int rows, Values values) {
    int images = plan.images();
    float[] product = workspace.first();
    workspace.product().buffer().get(0, product, 0, rows * images);
    for (Share share : plan.shares()) {
      float[] part = values.of(share);
      int n = share.images();
      for (int row = 0; row < rows; row++) {
        System.arraycopy(product, row * images + share.from(), part, (first + row) * n, n);
      }
    }
  }
}
