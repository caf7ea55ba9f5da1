package digitlab.portable;

import digitlab.plan.NativeFloats;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The sum of what the shares gave, share after share: the order decides the last digits.
 *
 * @param parts one for each share
 * @param sum where the sum goes
 * @param length of each
 */
record ShareSum(FloatPointer[] parts, FloatPointer sum, int length) {
  /** Some of the sums, which one thread computes. */
  record Piece(ShareSum all, int from, int length) {
    void add() {
      float[] sum = new float[length];
      float[] part = new float[length];
      for (FloatPointer share : all.parts) {
        at(share).get(part);
        for (int i = 0; i < length; i++) {
          sum[i] += part[i];
        }
      }
      at(all.sum).put(sum);
    }

    private FloatPointer at(FloatPointer array) {
      return NativeFloats.at(array.address() + (long) from * Float.BYTES, length);
    }
  }

  List<Piece> pieces(int most) {
    List<Piece> pieces = new ArrayList<>();
    for (int from = 0; from < length; from += most) {
      pieces.add(new Piece(this, from, Math.min(most, length - from)));
    }
    return pieces;
  }
}
