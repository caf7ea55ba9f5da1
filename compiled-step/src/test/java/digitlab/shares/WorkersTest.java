package digitlab.shares;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkersTest {
  @Test
  void everyTaskIsDoneOnceByWhicheverWorkers() {
    for (int workers = 1; workers <= 5; workers++) {
      AtomicIntegerArray done = new AtomicIntegerArray(100);
      AtomicInteger highest = new AtomicInteger();
      Workers.run(
          workers,
          100,
          (task, worker) -> {
            done.incrementAndGet(task);
            highest.accumulateAndGet(worker, Math::max);
          });
      assertThat(IntStream.range(0, 100).map(done::get)).containsOnly(1);
      assertThat(highest.get()).isLessThan(workers);
    }
  }

  @Test
  void runsThatFollowOneAnotherSeeWhatWasWritten() {
    int[] counts = new int[8];
    for (int run = 0; run < 2_000; run++) {
      Workers.run(3, 8, (task, worker) -> counts[task]++);
    }
    assertThat(counts).containsOnly(2_000);
  }

  @Test
  void aTaskThatFailsIsToldWhenTheOthersAreDone() {
    AtomicInteger done = new AtomicInteger();
    assertThatThrownBy(
            () ->
                Workers.run(
                    2,
                    10,
                    (task, worker) -> {
                      if (task == 3) {
                        throw new IllegalArgumentException("third");
                      }
                      done.incrementAndGet();
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("third");
    assertThat(done.get()).isEqualTo(9);
  }

  @Test
  void aRunWithinARunIsDoneByItsCaller() {
    AtomicInteger inner = new AtomicInteger();
    Workers.run(
        2, 4, (task, worker) -> Workers.run(2, 5, (part, who) -> inner.addAndGet(1 + 100 * who)));
    assertThat(inner.get()).isEqualTo(20);
  }
}
