package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * Adam's formula alone, without a network that would amplify a last digit: both ways of the lab
 * against the formula of the paper in 64 bits (Kingma and Ba 2015, the form at the end of section
 * 2, with Keras' ε of 1e-7).
 */
class AdamUpdateTest {
  private static final int STEPS = 100;
  private static final double RATE = 1e-3;
  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-7;

  /** From gradients beside which ε is nothing to some beside which it is all. */
  private static final double[] SIZES = {10, 1, 1e-2, 1e-4, 1e-6, 1e-7, 1e-8};

  /** In 32 bits 1 − 0.999 is off by 1.3e-5. */
  private static final Offset<Double> OF_THE_WAY = Offset.offset(2e-5 * RATE * STEPS);

  private final org.nd4j.linalg.learning.config.Adam config =
      org.nd4j.linalg.learning.config.Adam.builder()
          .learningRate(RATE)
          .beta1(BETA1)
          .beta2(BETA2)
          .epsilon(EPSILON)
          .build();

  private final float[][] gradients = gradients();

  @Test
  void compiledAdamIsTheFormula() {
    int n = SIZES.length;
    // The update knows addresses alone: without the scope the arrays would be garbage.
    try (PointerScope scope = new PointerScope()) {
      FloatPointer weights = zeros(n);
      FloatPointer gradient = zeros(n);
      AdamUpdate adam =
          new AdamUpdate(
              List.of(new AdamUpdate.Block(0, n, 0, config)), weights, gradient, zeros(2 * n));

      assertIsTheFormula(
          step -> {
            gradient.put(gradients[step]);
            adam.update(step, 0, 1);
          },
          () -> {
            float[] values = new float[n];
            weights.get(values);
            return values;
          });
    }
  }

  @Test
  void adamOfNd4jIsTheFormula() {
    INDArray weights = Nd4j.zeros(1, SIZES.length);
    GradientUpdater<?> updater = config.instantiate(Nd4j.zeros(1, 2 * SIZES.length), true);

    assertIsTheFormula(
        step -> {
          INDArray gradient = Nd4j.createFromArray(new float[][] {gradients[step]});
          updater.applyUpdater(gradient, step, 0);
          weights.subi(gradient);
        },
        weights::toFloatVector);
  }

  private void assertIsTheFormula(IntConsumer takeStep, Supplier<float[]> weights) {
    Formula formula = new Formula();
    for (int step = 0; step < STEPS; step++) {
      takeStep.accept(step);
      formula.step(gradients[step], step + 1);
      float[] found = weights.get();
      for (int i = 0; i < found.length; i++) {
        assertThat((double) found[i])
            .as("gradients of %.0e, step %d", SIZES[i], step + 1)
            .isCloseTo(formula.weights[i], OF_THE_WAY);
      }
    }
    assertThat(formula.weights[0]).as("has moved").isGreaterThan(0.1 * RATE * STEPS);
  }

  /** In 64 bits. */
  private static final class Formula {
    private final double[] weights = new double[SIZES.length];
    private final double[] means = new double[SIZES.length];
    private final double[] squares = new double[SIZES.length];

    void step(float[] gradient, int t) {
      double rate = RATE * Math.sqrt(1 - Math.pow(BETA2, t)) / (1 - Math.pow(BETA1, t));
      for (int i = 0; i < weights.length; i++) {
        means[i] = BETA1 * means[i] + (1 - BETA1) * gradient[i];
        squares[i] = BETA2 * squares[i] + (1 - BETA2) * gradient[i] * gradient[i];
        weights[i] -= rate * means[i] / (Math.sqrt(squares[i]) + EPSILON);
      }
    }
  }

  private static FloatPointer zeros(int length) {
    return new FloatPointer(new float[length]);
  }

  /** Mostly downhill, so that the weights go somewhere. */
  private static float[][] gradients() {
    Random random = new Random(1);
    float[][] gradients = new float[STEPS][SIZES.length];
    for (float[] step : gradients) {
      for (int i = 0; i < step.length; i++) {
        step[i] = (float) (SIZES[i] * (random.nextGaussian() - 0.5));
      }
    }
    return gradients;
  }
}
