package digitlab.onednn;

import java.util.List;

/** A layer's part in a plan: how its work on a batch is cut, and what each part computes. */
interface BatchStage {
  /**
   * Adds what computes the activations.
   *
   * @param inputs the activations of the layer before, a tensor for each share
   * @return this layer's, likewise
   */
  List<Tensor> forward(OneDnnPlan plan, List<Tensor> inputs);

  /**
   * Adds what computes the gradients.
   *
   * @param gradients the loss's gradient with respect to this layer's activations, a tensor for
   *     each share; they may be overwritten
   * @param inputGradient whether a layer before this one has a use for the gradient of its
   *     activations
   * @return the gradients with respect to the inputs, or {@code null} if nobody asked for them
   */
  List<Tensor> backward(OneDnnPlan plan, List<Tensor> gradients, boolean inputGradient);
}
