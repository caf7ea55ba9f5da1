package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThreadsTest {
  private static final int WATCHED = 40;

  private final List<Integer> set = new ArrayList<>();
  private final Threads threads = new Threads(set::add, 0.010);

  @Test
  void stepsAtTheirUsualPaceKeepTheirThreads() {
    assertThat(reductions(5 * WATCHED, 0.015)).isEmpty();
    assertThat(set).isEmpty();
  }

  @Test
  void aFewSlowStepsAreNoReason() {
    for (int i = 0; i < 5 * WATCHED; i++) {
      assertThat(threads.reduceIfSlower(i % 3 == 0 ? 0.500 : 0.010)).isFalse();
    }
  }

  @Test
  void lastingSlownessLeadsToOneThreadOnce() {
    assertThat(reductions(5 * WATCHED, 0.100)).containsExactly(WATCHED - 1);
    assertThat(set).containsExactly(1);
  }

  @Test
  void prescribedThreadsAreLeftAlone() {
    Threads prescribed = Threads.asTheyAre();
    for (int i = 0; i < 5 * WATCHED; i++) {
      assertThat(prescribed.reduceIfSlower(1000)).isFalse();
    }
  }

  private List<Integer> reductions(int steps, double seconds) {
    return IntStream.range(0, steps).filter(i -> threads.reduceIfSlower(seconds)).boxed().toList();
  }
}
