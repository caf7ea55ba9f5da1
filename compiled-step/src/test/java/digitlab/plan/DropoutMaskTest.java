package digitlab.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Dropout of every engine; that a prediction drops nothing is in SameNumbersTest. */
class DropoutMaskTest {
  private static final PlannedLayer.Dropout DROPOUT = new PlannedLayer.Dropout(5, 0.8, 1);

  @Test
  void theRestIsEnlargedByWhatIsDropped() {
    float[] mask = new float[100_000];
    DropoutMask.fill(mask, 100, DROPOUT, 0, 0);

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
    DropoutMask.fill(mask, 100, DROPOUT, 0, 0);
    DropoutMask.fill(next, 100, DROPOUT, 1, 0);
    DropoutMask.fill(other, 100, new PlannedLayer.Dropout(6, 0.8, 1), 0, 0);

    assertThat(next).isNotEqualTo(mask);
    assertThat(other).isNotEqualTo(mask);
  }

  @Test
  void aBatchThatIsCutDropsTheSame() {
    float[] batch = new float[6 * 10];
    float[] share = new float[2 * 10];
    DropoutMask.fill(batch, 10, DROPOUT, 7, 0);
    DropoutMask.fill(share, 10, DROPOUT, 7, 4);

    assertThat(share).isEqualTo(Arrays.copyOfRange(batch, 4 * 10, 6 * 10));
    assertThat(share).isNotEqualTo(Arrays.copyOf(batch, 2 * 10));
  }
}
