package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Steps of a machine on which four threads take a quarter of the time, until they do not. */
class ThreadChoiceTest {
  private static final IntToDoubleFunction QUIET = threads -> 0.010 / threads;
  private static final IntToDoubleFunction BUSY = threads -> threads == 1 ? 0.012 : 0.050;

  private final ThreadChoice choice = new ThreadChoice(4);

  @Test
  void eachNumberIsTriedAndTheFastestTaken() {
    assertThat(run(18, QUIET))
        .containsExactly(1, 2, 4, 1, 2, 4, 1, 2, 4, 1, 2, 4, 1, 2, 4, 4, 4, 4);
  }

  @Test
  void numbersBetweenThePowersOfTwoAndAllAreLeftOut() {
    ThreadChoice six = new ThreadChoice(6);
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      numbers.add(six.threads());
      six.stepTook(0.01);
    }
    assertThat(numbers).containsExactly(1, 2, 4, 6);
  }

  /** Steps of a process that has waited are slow at first, on however many threads. */
  @Test
  void fewerThreadsHaveToBeClearlyFaster() {
    run(60, threads -> 0.010 + 0.0005 * threads);
    assertThat(choice.threads()).isEqualTo(4);
    choice.tryAgain();
    run(60, threads -> 0.010 * threads);
    assertThat(choice.threads()).isEqualTo(1);
  }

  @Test
  void aSingleSlowStepChangesNothing() {
    run(20, QUIET);
    choice.stepTook(1);
    assertThat(run(30, QUIET)).containsOnly(4);
  }

  @Test
  void aMachineThatBecomesBusyIsNoticedWithinTwentySteps() {
    run(60, QUIET);
    run(20 + 15, BUSY);
    assertThat(run(50, BUSY)).containsOnly(1);
  }

  @Test
  void aCoreThatBecomesFreeIsUsedAgainAfterAHundredSteps() {
    run(60, BUSY);
    assertThat(choice.threads()).isEqualTo(1);
    run(100 + 15, QUIET);
    assertThat(run(50, QUIET)).containsOnly(4);
  }

  @Test
  void trialsTakeLessThanATenthOfTheSteps() {
    List<Integer> threads = run(10_000, QUIET);
    assertThat(threads.stream().filter(number -> number < 4).count()).isLessThan(1_000);
  }

  @Test
  void anEpochBeginsWithATrial() {
    run(20, QUIET);
    choice.tryAgain();
    assertThat(run(3, QUIET)).containsExactly(1, 2, 4);
  }

  private List<Integer> run(int steps, IntToDoubleFunction machine) {
    List<Integer> threads = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      threads.add(choice.threads());
      choice.stepTook(machine.applyAsDouble(choice.threads()));
    }
    return threads;
  }
}
