package digitlab.plan;

/**
 * A layer as an engine has to compute it: sizes, settings, and where its parameters lie in the
 * network's flat array.
 */
public sealed interface PlannedLayer {
  /**
   * A convolution with its bias and activation.
   *
   * @param window kernel, stride and padding, with the sizes that come of them
   * @param channels of the input
   * @param featureMaps channels of the output
   * @param offset of the layer's parameters: {@code featureMaps} biases, then weights {@code
   *     [featureMaps, channels, height, width]}
   * @param activation applied as the result is written
   * @param derivativeHere {@code false} if the next layer takes the activation's derivative
   */
  record Convolution(
      Window window,
      long channels,
      long featureMaps,
      long offset,
      ActivationFunction activation,
      boolean derivativeHere)
      implements PlannedLayer {}

  /**
   * Max or average pooling.
   *
   * @param channels of the input and of the output
   * @param max {@code false} for average pooling
   * @param before an activation before max pooling whose derivative is left to this layer: the
   *     gradient reaches only the elements that won, so it can be multiplied before it is spread
   *     over an array four times as large
   */
  record Pooling(Window window, long channels, boolean max, ActivationFunction before)
      implements PlannedLayer {}

  /**
   * A fully connected layer with its bias and activation; an image before it is flattened by
   * channel, row and column.
   *
   * @param offset of the layer's parameters: weights {@code [outputs, inputs]}, then {@code
   *     outputs} biases
   */
  record Dense(long inputs, long outputs, long offset, ActivationFunction activation)
      implements PlannedLayer {}

  /**
   * Batch normalisation: over each channel of an image or each feature of a vector, by the batch's
   * own mean and variance in training, by running ones in prediction.
   *
   * @param offset of the layer's parameters: γ, β, running mean and running variance of each
   *     channel
   * @param epsilon added to the variance
   * @param decay share of the old running values in the new ones
   * @param logarithmic whether, in place of the running variance, the decimal logarithm of its
   *     square root is kept (Deeplearning4j's default)
   * @param relu whether the ReLU of the layer after it is taken at once
   */
  record BatchNormalization(
      long channels, long offset, double epsilon, double decay, boolean logarithmic, boolean relu)
      implements PlannedLayer {
    /** The running value after a batch. */
    public double mixed(double running, double batch) {
      return decay * running + (1 - decay) * batch;
    }

    /** The variance behind what is kept of it among the parameters. */
    public double variance(double kept) {
      return logarithmic ? Math.pow(10, 2 * kept) : kept;
    }

    /** What is kept of a variance among the parameters. */
    public double kept(double variance) {
      return logarithmic ? Math.log10(variance) / 2 : variance;
    }
  }

  /**
   * Inverted dropout: in training, an element is kept and enlarged, or set to zero.
   *
   * @param layer number of the network's layer that drops its inputs, from 0
   * @param retain probability that an element is kept
   * @param seed the network's
   */
  record Dropout(int layer, double retain, long seed) implements PlannedLayer {}

  /** An activation as a layer of its own. */
  record Activation(ActivationFunction function) implements PlannedLayer {}
}
