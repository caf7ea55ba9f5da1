package digitlab.plan;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Dropout of every engine; that a prediction drops nothing is in SameNumbersTest. */
class DropoutMaskTest {
  @Test
  void theRestIsEnlargedByWhatIsDropped() {
    float[] mask = new float[100_000];
    DropoutMask.fill(mask, new PlannedLayer.Dropout(5, 0.8, 1), 0);

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
    DropoutMask.fill(mask, new PlannedLayer.Dropout(5, 0.8, 1), 0);
    DropoutMask.fill(next, new PlannedLayer.Dropout(5, 0.8, 1), 1);
    DropoutMask.fill(other, new PlannedLayer.Dropout(6, 0.8, 1), 0);

    assertThat(next).isNotEqualTo(mask);
    assertThat(other).isNotEqualTo(mask);
  }
}
