package digitlab.shares;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share out the tasks of a plan. Whoever is free takes the next task, the caller as
 * well: where another program holds a core, its tasks are done by the others, and nobody waits for
 * a thread that has not begun.
 *
 * <p>Waiting threads spin for a fifth of a millisecond, since the next tasks of a step come soon,
 * then sleep; the caller, who waits for a task's end only, lets other programs go first instead.
 */
public final class Workers {
  /** A task, and the worker that does it: each worker has memory of its own. */
  public interface Task {
    void run(int task, int worker);
  }

  private static final long SPIN_NANOS = 200_000;

  private static final Workers SHARED = new Workers();

  private final AtomicBoolean inUse = new AtomicBoolean();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Job current = new Job(0, 0, null);

  private Workers() {}

  /**
   * Runs all tasks, and returns when the last one is done.
   *
   * @param workers the most threads that may work, the caller included
   */
  public static void run(int workers, int tasks, Task task) {
    int useful = Math.min(workers, tasks);
    if (useful > 1 && SHARED.inUse.compareAndSet(false, true)) {
      try {
        SHARED.share(new Job(useful, tasks, task));
      } finally {
        SHARED.inUse.set(false);
      }
    } else {
      for (int i = 0; i < tasks; i++) {
        task.run(i, 0);
      }
    }
  }

  private void share(Job job) {
    while (threads.size() < job.workers - 1) {
      threads.add(start(threads.size() + 1));
    }
    current = job;
    threads.subList(0, job.workers - 1).forEach(LockSupport::unpark);
    job.help(0);
    job.awaitEnd();
  }

  private Thread start(int worker) {
    Thread thread = new Thread(() -> serve(worker), "digitlab-worker-" + worker);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void serve(int worker) {
    Job done = null;
    long idleSince = System.nanoTime();
    while (true) {
      Job job = current;
      if (job != done) {
        if (worker < job.workers) {
          job.help(worker);
        }
        done = job;
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince < SPIN_NANOS) {
        Thread.onSpinWait();
      } else {
        LockSupport.park(this);
      }
    }
  }

  /** Tasks that are taken one by one. */
  private static final class Job {
    private final int workers;
    private final int tasks;
    private final Task task;
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    Job(int workers, int tasks, Task task) {
      this.workers = workers;
      this.tasks = tasks;
      this.task = task;
    }

    void help(int worker) {
      for (int next = taken.getAndIncrement(); next < tasks; next = taken.getAndIncrement()) {
        try {
          task.run(next, worker);
        } catch (RuntimeException | Error e) {
          failure.compareAndSet(null, e);
        } finally {
          ended.incrementAndGet();
        }
      }
    }

    void awaitEnd() {
      long start = System.nanoTime();
      while (ended.get() < tasks) {
        if (System.nanoTime() - start < SPIN_NANOS) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
      Throwable thrown = failure.get();
      if (thrown != null) {
        throw new IllegalStateException("A task of a training step failed.", thrown);
      }
    }
  }
}
