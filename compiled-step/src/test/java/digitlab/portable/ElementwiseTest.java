package digitlab.portable;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.plan.ActivationFunction;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ElementwiseTest {
  @Test
  void tanhIsWithinAFewLastDigits() {
    for (double x = -12; x <= 12; x += 1e-3) {
      double exact = Math.tanh((float) x);
      assertThat((double) Elementwise.tanh((float) x))
          .as("tanh(%s)", x)
          .isCloseTo(exact, Offset.offset(3e-7));
    }
  }

  @Test
  void tanhOfWhatIsAlmostZeroKeepsItsDigits() {
    assertThat(Elementwise.tanh(1e-6f)).isEqualTo(1e-6f);
    assertThat(Elementwise.tanh(0)).isZero();
  }

  @Test
  void tanhOfNoNumberIsNoNumberAndOfInfinityOne() {
    assertThat(Elementwise.tanh(Float.NaN)).isNaN();
    assertThat(Elementwise.tanh(Float.POSITIVE_INFINITY)).isCloseTo(1, Offset.offset(1e-7f));
  }

  @Test
  void biasIsAddedBeforeTheFunction() {
    float[] values = {-3, 1, 2};
    Elementwise.addBias(values, 1, 3, -1.5f, ActivationFunction.RELU);
    assertThat(values).containsExactly(-3, 0, 0.5f);
  }

  @Test
  void reluLetsTheGradientPassWhereItsResultIsPositive() {
    float[] gradients = {1, 2, 3, 4};
    Elementwise.backward(new float[] {0, 1e-30f, 5, 0}, gradients, ActivationFunction.RELU);
    assertThat(gradients).containsExactly(0, 2, 3, 0);
  }
}
