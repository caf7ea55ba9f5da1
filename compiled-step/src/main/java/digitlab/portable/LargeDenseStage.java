package digitlab.portable;

import digitlab.plan.PlannedLayer.Dense;
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
    FloatPointer allOutputs = plan.allocate(outputs * images);
    FloatPointer biases = plan.parameter(layer.offset() + layer.inputs() * layer.outputs());
    plan.needWorkspace(Math.max(inputs, outputs) * images);
    plan.inTasks(
        1, (task, workspace, iteration) -> gather(plan, input, workspace.array(), allInputs));
    plan.inTasks(
        blocks(outputs),
        (block, workspace, iteration) -> {
          int first = block * BLOCK;
          int rows = Math.min(BLOCK, outputs - first);
          MatrixProduct.plain(
              rows,
              images,
              inputs,
              plan.parameter(layer.offset() + (long) first * inputs),
              allInputs,
              allOutputs.getPointer((long) first * images));
        });
    plan.forEachShare(
        (share, workspace, iteration) -> {
          float[] values = output.of(share);
          scatter(allOutputs, images, share, workspace.array(), values, outputs);
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
    plan.forEachShare(
        (share, workspace, iteration) ->
            Elementwise.backward(output.of(share), gradient.of(share), layer.activation()));
    plan.inTasks(
        1,
        (task, workspace, iteration) -> {
          gather(plan, gradient, workspace.array(), allGradients);
          RowSums.put(workspace.array(), outputs, images, biasGradients);
        });
    plan.inTasks(
        blocks(outputs),
        (block, workspace, iteration) -> {
          int first = block * BLOCK;
          MatrixProduct.rightTransposed(
              Math.min(BLOCK, outputs - first),
              inputs,
              images,
              allGradients.getPointer((long) first * images),
              allInputs,
              plan.gradient(layer.offset() + (long) first * inputs));
        });
    return inputGradient ? inputGradient(plan, allGradients) : null;
  }

  private Values inputGradient(PortablePlan plan, FloatPointer allGradients) {
    int images = plan.images();
    Values result = plan.values(inputs);
    FloatPointer allResults = plan.allocate(inputs * images);
    plan.inTasks(
        blocks(inputs),
        (block, workspace, iteration) -> {
          int first = block * BLOCK;
          MatrixProduct.leftTransposed(
              Math.min(BLOCK, inputs - first),
              images,
              outputs,
              plan.parameter(layer.offset() + first),
              inputs,
              allGradients,
              allResults.getPointer((long) first * images));
        });
    plan.forEachShare(
        (share, workspace, iteration) ->
            scatter(allResults, images, share, workspace.array(), result.of(share), inputs));
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

  private static void scatter(
      FloatPointer from, int images, Share share, float[] all, float[] part, int elements) {
    from.get(all, 0, elements * images);
    int n = share.images();
    for (int e = 0; e < elements; e++) {
      System.arraycopy(all, e * images + share.from(), part, e * n, n);
    }
  }
}
