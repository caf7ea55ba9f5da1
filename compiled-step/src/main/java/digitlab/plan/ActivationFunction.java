package digitlab.plan;

/**
 * A function applied to each element. Its derivative can be computed from its result {@code y}, so
 * that the values before it need not be kept.
 */
public enum ActivationFunction {
  /** Derivative 1. */
  IDENTITY,
  /** Derivative 1 where {@code y > 0}, else 0. */
  RELU,
  /** Derivative {@code 1 − y²}. */
  TANH,
  /** Derivative {@code y (1 − y)}. */
  SIGMOID
}
