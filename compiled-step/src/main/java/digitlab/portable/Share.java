package digitlab.portable;

import java.util.ArrayList;
import java.util.List;

/**
 * Some images of a batch, which one thread takes through the layers.
 *
 * @param index of the share in its batch
 * @param from the first of its images in the batch
 * @param images their number
 */
record Share(int index, int from, int images) {
  /**
   * Few enough that four threads have something to do in a batch of 32, enough that a matrix
   * product is worth its call. It decides the order of sums, and with it the last digits: it must
   * not depend on the machine.
   */
  static final int SIZE = 8;

  /** The shares of a batch; the last one may be smaller. */
  static List<Share> of(int batch) {
    List<Share> shares = new ArrayList<>();
    for (int from = 0; from < batch; from += SIZE) {
      shares.add(new Share(shares.size(), from, Math.min(SIZE, batch - from)));
    }
    return shares;
  }
}
