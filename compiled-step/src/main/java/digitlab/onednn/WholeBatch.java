package digitlab.onednn;

import java.util.List;

/**
 * A layer that needs all images at once, as batch normalisation does for its means: one thread
 * computes it while the others wait.
 */
final class WholeBatch implements BatchStage {
  private final Stage stage;

  WholeBatch(Stage stage) {
    this.stage = stage;
  }

  @Override
  public List<Tensor> forward(OneDnnPlan plan, List<Tensor> inputs) {
    Tensor whole = plan.joined(inputs);
    return plan.split(stage.forward(plan.task(), whole));
  }

  @Override
  public List<Tensor> backward(OneDnnPlan plan, List<Tensor> gradients, boolean inputGradient) {
    Tensor whole = plan.joined(gradients);
    Tensor result = stage.backward(plan.task(), whole, inputGradient);
    return inputGradient ? plan.split(result) : null;
  }
}
