package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The compiled step's own dropout; that a prediction drops nothing is in SameNumbersTest. */
class DropoutStageTest {
  @Test
  void theRestIsEnlargedByWhatIsDropped() {
    float[] mask = new float[100_000];
    DropoutStage.fill(mask, 1, 5, 0, 0.8);

    int kept = 0;
    for (float factor : mask) {
      assertThat(factor).isIn(0f, 1.25f);
      kept += factor > 0 ? 1 : 0;
    }
    // Four standard deviations of the share are 0.005.
    assertThat(kept / 100_000.0).isCloseTo(0.8, Offset.offset(0.005));
  }

  @Test
  void everyStepAndLayerDropsOthers() {
    float[] mask = new float[1_000];
    float[] next = new float[1_000];
    float[] other = new float[1_000];
    DropoutStage.fill(mask, 1, 5, 0, 0.8);
    DropoutStage.fill(next, 1, 5, 1, 0.8);
    DropoutStage.fill(other, 1, 6, 0, 0.8);

    assertThat(next).isNotEqualTo(mask);
    assertThat(other).isNotEqualTo(mask);
  }
}
