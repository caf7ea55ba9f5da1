package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StoppedCellsTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(5);

  private final FutureTask<Object> first = new FutureTask<>(() -> null);
  private final FutureTask<Object> second = new FutureTask<>(() -> null);

  @Test
  void cellWaitsForTheThreadOfOneThatWasStopped() throws Exception {
    StoppedCells cells = new StoppedCells(LONG);
    cells.begin(first);
    first.cancel(true);
    CountDownLatch about = new CountDownLatch(1);
    CompletableFuture<Void> begun =
        CompletableFuture.runAsync(
            () -> {
              about.countDown();
              cells.begin(second);
            });

    about.await();
    assertThat(begun).isNotDone();
    cells.end(first);

    begun.get(1, TimeUnit.MINUTES);
  }

  @Test
  void cellThatRunsBesideIsNotWaitedFor() {
    StoppedCells cells = new StoppedCells(LONG);
    cells.begin(first);

    cells.begin(second);
  }

  @Test
  void cellThatNeverNoticesIsWaitedForOnce() {
    StoppedCells cells = new StoppedCells(TimeUnit.MILLISECONDS.toNanos(20));
    cells.begin(first);
    first.cancel(true);
    cells.begin(second);

    assertThat(cells.waitsForOthers()).isFalse();
  }

  @Test
  void stopEndsTheWaiting() {
    StoppedCells cells = new StoppedCells(LONG);
    cells.begin(first);
    first.cancel(true);
    Thread.currentThread().interrupt();

    cells.begin(second);

    assertThat(Thread.interrupted()).as("the cell itself hears of it").isTrue();
  }
}
