package digitlab.shares;

import java.util.ArrayList;
import java.util.List;

/**
 * The work of one pass over a batch, in the order in which it is done.
 *
 * <p>In a phase, the tasks do not touch one another; between two phases all threads meet. What
 * follows one another for each share is one phase, so that threads meet only where a layer needs
 * the whole batch.
 */
public final class Phases {
  /** A piece of work. */
  public interface Work {
    /**
     * @param worker which of the threads does it, from 0: each has memory of its own
     * @param iteration number of updates made before this one
     */
    void run(int worker, int iteration);
  }

  private record Phase(List<List<Work>> tasks, boolean sharewise) {
    static Phase of(int tasks, boolean sharewise) {
      List<List<Work>> lists = new ArrayList<>();
      for (int i = 0; i < tasks; i++) {
        lists.add(new ArrayList<>());
      }
      return new Phase(lists, sharewise);
    }
  }

  private final List<Share> shares;
  private final List<Phase> phases = new ArrayList<>();

  public Phases(List<Share> shares) {
    this.shares = shares;
  }

  /** Adds work on one share: it follows what has been added for the same share. */
  public void forShare(Share share, Work work) {
    Phase last = phases.isEmpty() ? null : phases.get(phases.size() - 1);
    if (last == null || !last.sharewise()) {
      last = Phase.of(shares.size(), true);
      phases.add(last);
    }
    last.tasks().get(share.index()).add(work);
  }

  /**
   * Adds tasks that begin when all before them is done, and end before all after them begins.
   *
   * @return for each task the list that its work is added to
   */
  public List<List<Work>> inTasks(int tasks) {
    Phase phase = Phase.of(tasks, false);
    phases.add(phase);
    return phase.tasks();
  }

  /** Does all the work, on at most so many threads. */
  public void run(int threads, int iteration) {
    for (Phase phase : phases) {
      List<List<Work>> tasks = phase.tasks();
      Workers.run(
          threads,
          tasks.size(),
          (task, worker) -> {
            for (Work work : tasks.get(task)) {
              work.run(worker, iteration);
            }
          });
    }
  }
}
