package digitlab.onednn;

/**
 * A layer's part in a sequence of primitives. A stage belongs to one sequence; it adds its
 * primitives to it and keeps what its backward pass needs of the forward pass.
 */
interface Stage {
  /**
   * Adds what computes the activations.
   *
   * @param input the activations of the stage before
   * @return this stage's activations
   */
  Tensor forward(PrimitiveSequence sequence, Tensor input);

  /**
   * Adds what computes the gradients: those of the parameters, which go to their place in {@link
   * PrimitiveSequence#gradient}, and that of the input.
   *
   * @param gradient the loss's gradient with respect to this stage's activations; the stage may
   *     overwrite it
   * @param inputGradient whether a stage before this one has a use for the gradient of its
   *     activations
   * @return the gradient with respect to the input, or {@code null} if nobody asked for it
   */
  Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient);
}
