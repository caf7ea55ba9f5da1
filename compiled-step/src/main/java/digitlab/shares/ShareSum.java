package digitlab.shares;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** The sum of what the shares gave, share after share: the order decides the last digits. */
public final class ShareSum {
  private final FloatBuffer[] parts;
  private final FloatBuffer sum;
  private final int length;

  /**
   * @param parts one for each share
   * @param sum where the sum goes
   * @param length of each
   */
  public ShareSum(FloatPointer[] parts, FloatPointer sum, int length) {
    this.parts = Arrays.stream(parts).map(FloatPointer::asBuffer).toArray(FloatBuffer[]::new);
    this.sum = sum.asBuffer();
    this.length = length;
  }

  /** The same work in pieces that threads take, of at most so many numbers. */
  public List<Phases.Work> pieces(int most) {
    List<Phases.Work> pieces = new ArrayList<>();
    for (int from = 0; from < length; from += most) {
      int first = from;
      int n = Math.min(most, length - from);
      pieces.add((worker, iteration) -> add(first, n));
    }
    return pieces;
  }

  private void add(int from, int n) {
    float[] total = new float[n];
    float[] part = new float[n];
    for (FloatBuffer share : parts) {
      share.get(from, part);
      for (int i = 0; i < n; i++) {
        total[i] += part[i];
      }
    }
    sum.put(from, total);
  }
}
