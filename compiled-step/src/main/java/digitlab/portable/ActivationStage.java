package digitlab.portable;

import digitlab.plan.ActivationFunction;

/** An activation function as a layer of its own. */
final class ActivationStage implements Stage {
  private final ActivationFunction function;
  private Values output;

  ActivationStage(ActivationFunction function) {
    this.function = function;
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    Values result = plan.values(input.elements());
    output = result;
    plan.forEachShare(
        (share, workspace, iteration) -> {
          float[] values = result.of(share);
          System.arraycopy(input.of(share), 0, values, 0, values.length);
          Elementwise.addBias(values, 0, values.length, 0, function);
        });
    return result;
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    plan.forEachShare(
        (share, workspace, iteration) ->
            Elementwise.backward(output.of(share), gradient.of(share), function));
    return gradient;
  }
}
