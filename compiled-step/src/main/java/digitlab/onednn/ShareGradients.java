package digitlab.onednn;

import digitlab.shares.Phases;
import digitlab.shares.ShareSum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The gradients that each share gives, laid out as the network's parameters are, and their sum.
 * Memory of parameters whose gradient is computed for the whole batch at once is never touched.
 */
final class ShareGradients {
  /** Gradients that are added at once by one thread. */
  private static final int PIECE = 8192;

  private final FloatPointer sums;
  private final List<FloatPointer> ofShares = new ArrayList<>();
  private final TreeMap<Long, Long> ends = new TreeMap<>();

  /**
   * @param shares their number; a single one writes to where the sums belong
   * @param sums the place of the batch's gradients; {@code null} in a plan for prediction
   */
  ShareGradients(int shares, FloatPointer sums) {
    this.sums = sums;
    for (int i = 0; sums != null && i < shares; i++) {
      ofShares.add(shares == 1 ? sums : new FloatPointer(sums.capacity()));
    }
  }

  /** Where a share puts the gradients of some parameters. */
  FloatPointer of(int share, long offset, long length) {
    ends.put(offset, offset + length);
    return ofShares.get(share).getPointer(offset);
  }

  /** Adds to a pass what adds the shares' gradients, in the order of the shares. */
  void addIn(Phases pass) {
    if (ofShares.size() == 1) {
      return;
    }
    List<Phases.Work> pieces = new ArrayList<>();
    merged().forEach((from, to) -> pieces.addAll(sum(from, to).pieces(PIECE)));
    List<List<Phases.Work>> tasks = pass.inTasks(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      tasks.get(i).add(pieces.get(i));
    }
  }

  private ShareSum sum(long from, long to) {
    FloatPointer[] parts =
        ofShares.stream().map(all -> all.getPointer(from)).toArray(FloatPointer[]::new);
    return new ShareSum(parts, sums.getPointer(from), (int) (to - from));
  }

  /** What lies together is added together. */
  private Map<Long, Long> merged() {
    TreeMap<Long, Long> merged = new TreeMap<>();
    ends.forEach(
        (from, to) -> {
          Map.Entry<Long, Long> last = merged.lastEntry();
          boolean touches = last != null && last.getValue().equals(from);
          merged.put(touches ? last.getKey() : from, to);
        });
    return merged;
  }
}
