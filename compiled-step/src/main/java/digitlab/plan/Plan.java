package digitlab.plan;

/**
 * The computation of one batch size: forward from images to the last layer's values, backward to
 * the gradients of all parameters.
 *
 * <p>A plan reads the parameters where the network keeps them, in every run anew. It is used by one
 * thread at a time.
 */
public interface Plan extends AutoCloseable {
  /**
   * Computes the last layer's values.
   *
   * @param images one after another, each by channel, row and column; fewer than the plan is made
   *     for leave the last rows of the output without a meaning
   * @param iteration number of updates made before this one; dropout depends on it
   * @param threads that may work, at least 1: the numbers do not depend on it
   */
  void forward(float[] images, int iteration, int threads);

  /**
   * The last layer's values, before softmax, {@code [images, classes]} row by row.
   *
   * @param values is filled from {@code from} on with the first {@code length} of them
   */
  void output(float[] values, int from, int length);

  /**
   * Computes the gradients of all parameters, after {@link #forward}, and moves the running
   * statistics of batch normalisation.
   *
   * @param outputGradient the loss's gradient with respect to the output, {@code [images, classes]}
   */
  void backward(float[] outputGradient, int iteration, int threads);

  /**
   * The gradient with respect to the images, after {@link #backward}.
   *
   * @param values is filled from {@code from} on with the first {@code length} values, in the order
   *     in which {@link #forward} takes them
   * @throws IllegalStateException if the plan was made without it
   */
  void imageGradient(float[] values, int from, int length);

  /** Frees what the plan holds; the parameters stay. */
  @Override
  void close();
}
