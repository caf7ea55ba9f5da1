package digitlab.portable;

import digitlab.plan.PlannedLayer.Dense;
import org.bytedeco.javacpp.FloatPointer;

/** A fully connected layer whose weights each share multiplies by itself. */
final class DenseStage implements Stage {
  /** From this number of weights on, reading them is what takes the time. */
  private static final long LARGE = 200_000;

  private final Dense layer;
  private final int inputs;
  private final int outputs;
  private Values input;
  private Values output;
  private FloatPointer weights;

  DenseStage(Dense layer) {
    this.layer = layer;
    this.inputs = (int) layer.inputs();
    this.outputs = (int) layer.outputs();
  }

  static boolean isLarge(Dense layer) {
    return layer.inputs() * layer.outputs() >= LARGE;
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    this.input = input;
    output = plan.values(outputs);
    weights = plan.parameter(layer.offset());
    FloatPointer biases = plan.parameter(layer.offset() + layer.inputs() * layer.outputs());
    plan.needWorkspace(plan.inShare(Math.max(inputs, outputs)));
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int n = share.images();
          float[] values = output.of(share);
          workspace.right().put(input.of(share));
          MatrixProduct.plain(outputs, n, inputs, weights, workspace.right(), workspace.product());
          workspace.product().get(values);
          for (int o = 0; o < outputs; o++) {
            Elementwise.addBias(values, o * n, (o + 1) * n, biases.get(o), layer.activation());
          }
        });
    return output;
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    FloatPointer[] weightGradients = plan.shareGradients(layer.offset(), inputs * outputs);
    FloatPointer[] biasGradients =
        plan.shareGradients(layer.offset() + layer.inputs() * layer.outputs(), outputs);
    Values result = inputGradient ? plan.values(inputs) : null;
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int n = share.images();
          float[] gradients = gradient.of(share);
          Elementwise.backward(output.of(share), gradients, layer.activation());
          RowSums.put(gradients, outputs, n, biasGradients[share.index()]);
          workspace.left().put(gradients);
          workspace.right().put(input.of(share));
          MatrixProduct.rightTransposed(
              outputs,
              inputs,
              n,
              workspace.left(),
              workspace.right(),
              weightGradients[share.index()]);
          if (inputGradient) {
            MatrixProduct.leftTransposed(
                inputs, n, outputs, weights, inputs, workspace.left(), workspace.product());
            workspace.product().get(result.of(share));
          }
        });
    return result;
  }
}
