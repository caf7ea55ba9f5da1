package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SlowStepWatchTest {
  private static final int WATCHED = 40;

  private final SlowStepWatch watch = new SlowStepWatch(0.010);

  @Test
  void stepsOfTheirUsualTimeAreNotSlow() {
    assertThat(slow(5 * WATCHED, 0.015)).isEmpty();
  }

  @Test
  void aFewSlowStepsAreNoReason() {
    for (int i = 0; i < 5 * WATCHED; i++) {
      assertThat(watch.hasBecomeSlow(i % 3 == 0 ? 0.500 : 0.010)).isFalse();
    }
  }

  @Test
  void lastingSlownessIsToldAfterTheWindow() {
    assertThat(slow(WATCHED, 0.100)).containsExactly(WATCHED - 1);
  }

  @Test
  void nothingIsSlowForAWatchThatIsOff() {
    SlowStepWatch off = SlowStepWatch.off();
    for (int i = 0; i < 5 * WATCHED; i++) {
      assertThat(off.hasBecomeSlow(1000)).isFalse();
    }
  }

  private List<Integer> slow(int steps, double seconds) {
    return IntStream.range(0, steps).filter(i -> watch.hasBecomeSlow(seconds)).boxed().toList();
  }
}
