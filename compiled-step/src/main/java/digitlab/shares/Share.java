package digitlab.shares;

import java.util.ArrayList;
import java.util.List;

/**
 * Some images of a batch, which one thread takes through the layers.
 *
 * @param index of the share in its batch
 * @param from the first of its images in the batch
 * @param images their number
 */
public record Share(int index, int from, int images) {
  /**
   * Few enough that four threads have something to do in a batch of 32, enough that a call is worth
   * its time. It decides the order of sums, and with it the last digits: it must not depend on the
   * machine.
   */
  public static final int SIZE = 8;

  /** The shares of a batch; the last one may be smaller. */
  public static List<Share> of(int batch) {
    List<Share> shares = new ArrayList<>();
    for (int from = 0; from < batch; from += SIZE) {
      shares.add(new Share(shares.size(), from, Math.min(SIZE, batch - from)));
    }
    return shares;
  }

  /** The shares' images in all. */
  public static int images(List<Share> shares) {
    Share last = shares.get(shares.size() - 1);
    return last.from() + last.images();
  }
}
