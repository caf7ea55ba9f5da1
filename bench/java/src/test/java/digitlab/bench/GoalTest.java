package digitlab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a training ends that goes on until a network is good. */
class GoalTest {
  private final Goal goal = Goal.of(new String[] {"digitlab", "0.98", "375", "1000", "60"}, 1);

  @Test
  void evaluatesAtEqualDistancesAndAfterTheLastStep() {
    assertThat(goal.isDue(374)).isFalse();
    assertThat(goal.isDue(375)).isTrue();
    assertThat(goal.isDue(750)).isTrue();
    assertThat(goal.isDue(1000)).isTrue();
  }

  @Test
  void endsWhenTheNetworkIsGoodOrTheTimeOrTheStepsAreUsedUp() {
    assertThat(goal.ends(375, 0.9799, 59.9)).isFalse();
    assertThat(goal.ends(375, 0.98, 1)).isTrue();
    assertThat(goal.ends(375, 0.5, 60)).isTrue();
    assertThat(goal.ends(1000, 0.5, 1)).isTrue();
  }
}
