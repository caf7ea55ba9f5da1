package digitlab.portable;

import digitlab.plan.ActivationFunction;

/**
 * Activation functions and their derivatives, as loops that are compiled to vector instructions.
 */
final class Elementwise {
  /** Beyond it, tanh is 1 in float. */
  private static final float SATURATED = 9.1f;

  /** Makes at least 1 of every positive number that is not denormal, without a jump. */
  private static final float HUGE = 1e38f;

  private Elementwise() {}

  /** Adds a bias to some values, and applies the function. */
  static void addBias(float[] values, int from, int to, float bias, ActivationFunction function) {
    switch (function) {
      case IDENTITY -> {
        for (int i = from; i < to; i++) {
          values[i] += bias;
        }
      }
      case RELU -> {
        for (int i = from; i < to; i++) {
          float value = values[i] + bias;
          values[i] = 0.5f * (value + Math.abs(value));
        }
      }
      case TANH -> {
        for (int i = from; i < to; i++) {
          values[i] = tanh(values[i] + bias);
        }
      }
      case SIGMOID -> {
        for (int i = from; i < to; i++) {
          values[i] = 0.5f + 0.5f * tanh(0.5f * (values[i] + bias));
        }
      }
    }
  }

  /** Multiplies gradients by the function's derivative, which is computed from its results. */
  static void backward(float[] results, float[] gradients, ActivationFunction function) {
    backward(results, gradients, 0, gradients.length, function);
  }

  /** The same for some of them. */
  static void backward(
      float[] results, float[] gradients, int from, int to, ActivationFunction function) {
    switch (function) {
      case IDENTITY -> {}
      case RELU -> {
        for (int i = from; i < to; i++) {
          gradients[i] *= Math.min(1, results[i] * HUGE);
        }
      }
      case TANH -> {
        for (int i = from; i < to; i++) {
          gradients[i] *= 1 - results[i] * results[i];
        }
      }
      case SIGMOID -> {
        for (int i = from; i < to; i++) {
          gradients[i] *= results[i] * (1 - results[i]);
        }
      }
    }
  }

  /** Adds some values to those at the same places of another array. */
  static void add(float[] values, float[] sums, int from, int to) {
    for (int i = from; i < to; i++) {
      sums[i] += values[i];
    }
  }

  /** Multiplies all values by one factor. */
  static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }

  /**
   * Lambert's continued fraction for {@code tanh(x / 4)}, to its seventh term, and twice {@code
   * tanh(2y) = 2 tanh(y) / (1 + tanh²(y))}: within 3e-7 of the exact value. {@code Math.tanh} takes
   * twenty times as long and is not vectorised.
   */
  static float tanh(float x) {
    float y = 0.25f * Math.max(-SATURATED, Math.min(SATURATED, x));
    float square = y * y;
    float above = y * (135135 + square * (17325 + square * (378 + square)));
    float below = 135135 + square * (62370 + square * (3150 + square * 28));
    float quarter = above / below;
    float half = 2 * quarter / (1 + quarter * quarter);
    return 2 * half / (1 + half * half);
  }
}
