package digitlab.portable;

import digitlab.plan.PlannedLayer.Dense;
import digitlab.portable.MatrixProduct.Matrix;
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
  private Matrix weights;

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
    weights = new Matrix(plan.parameter(layer.offset()), inputs);
    FloatPointer biases = plan.parameter(layer.offset() + layer.inputs() * layer.outputs());
    plan.needMatrix(plan.inShare(Math.max(inputs, outputs)));
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int n = share.images();
          float[] values = output.of(share);
          workspace.right().pointer().put(input.of(share));
          MatrixProduct.plain(
              outputs,
              n,
              inputs,
              weights,
              new Matrix(workspace.right().pointer(), n),
              new Matrix(workspace.product().pointer(), n));
          workspace.product().pointer().get(values);
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
    FloatPointer ones = plan.ones(plan.inShare(1));
    Values result = inputGradient ? plan.values(inputs) : null;
    plan.forEachShare(
        (share, workspace, iteration) -> {
          int n = share.images();
          float[] gradients = gradient.of(share);
          Elementwise.backward(output.of(share), gradients, layer.activation());
          FloatPointer factor = workspace.left().pointer().put(gradients);
          MatrixProduct.rowSums(outputs, n, factor, ones, biasGradients[share.index()]);
          workspace.right().pointer().put(input.of(share));
          Matrix left = new Matrix(factor, n);
          MatrixProduct.rightTransposed(
              outputs,
              inputs,
              n,
              left,
              new Matrix(workspace.right().pointer(), n),
              new Matrix(weightGradients[share.index()], inputs));
          if (inputGradient) {
            Matrix product = new Matrix(workspace.product().pointer(), n);
            MatrixProduct.leftTransposed(inputs, n, outputs, weights, left, product);
            product.values().get(result.of(share));
          }
        });
    return result;
  }
}
