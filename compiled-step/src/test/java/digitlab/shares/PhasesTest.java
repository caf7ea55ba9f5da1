package digitlab.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

class PhasesTest {
  private final List<Share> shares = Share.of(16);
  private final Phases phases = new Phases(shares);
  private final ConcurrentLinkedQueue<String> done = new ConcurrentLinkedQueue<>();

  /** Two shares, each with work before and after what needs both. */
  @Test
  void whatNeedsTheWholeBatchWaitsForAllSharesAndTheyForIt() {
    shares.forEach(share -> add(share, "before"));
    shares.forEach(share -> add(share, "then"));
    phases.inTasks(1).get(0).add((worker, iteration) -> done.add("whole in " + iteration));
    shares.forEach(share -> add(share, "after"));

    for (int threads = 1; threads <= 4; threads++) {
      done.clear();
      phases.run(threads, 7);

      List<String> order = List.copyOf(done);
      assertThat(order.subList(0, 4))
          .containsSubsequence("before 0", "then 0")
          .containsSubsequence("before 1", "then 1");
      assertThat(order.get(4)).isEqualTo("whole in 7");
      assertThat(order.subList(5, 7)).containsExactlyInAnyOrder("after 0", "after 1");
    }
  }

  private void add(Share share, String what) {
    phases.forShare(share, (worker, iteration) -> done.add(what + " " + share.index()));
  }
}
