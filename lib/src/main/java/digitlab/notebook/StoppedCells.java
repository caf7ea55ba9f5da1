package digitlab.notebook;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Cells that were stopped and whose threads go on.
 *
 * <p>On an interrupt JJava reports an error at once and leaves the thread alone, which ends when
 * its code notices. A cell that began before that might use the same network: the two would
 * overwrite each other's arrays, and one of them would fail or hang.
 */
final class StoppedCells {
  /**
   * Longer than a batch takes; not so long that an endless loop would use up the time that a grader
   * gives to the cell after it.
   */
  private static final long LONGEST_WAIT_NANOS = 2_000_000_000L;

  private final Set<Future<?>> running = ConcurrentHashMap.newKeySet();
  private final long longestWaitNanos;

  StoppedCells() {
    this(LONGEST_WAIT_NANOS);
  }

  StoppedCells(long longestWaitNanos) {
    this.longestWaitNanos = longestWaitNanos;
  }

  /** A cell begins on this thread, as soon as those that were stopped have ended. */
  void begin(Runnable cell) {
    long start = System.nanoTime();
    while (waitsForOthers() && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(1_000_000);
      if (System.nanoTime() - start > longestWaitNanos) {
        running.removeIf(Future::isCancelled); // it never notices: to wait once is enough
      }
    }
    if (cell instanceof Future<?> future) {
      running.add(future);
    }
  }

  boolean waitsForOthers() {
    return running.stream().anyMatch(Future::isCancelled);
  }

  void end(Runnable cell) {
    running.remove(cell);
  }
}
