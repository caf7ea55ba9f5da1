package digitlab.portable;

import digitlab.shares.Share;
import java.util.List;

/**
 * What lies between two layers: for each share the values of its images, {@code [element][image]}.
 *
 * @param shares one array for each share
 * @param elements values of one image: channels times rows times columns, or features
 */
record Values(float[][] shares, int elements) {
  static Values of(List<Share> shares, int elements) {
    float[][] arrays = new float[shares.size()][];
    for (Share share : shares) {
      arrays[share.index()] = new float[Math.multiplyExact(elements, share.images())];
    }
    return new Values(arrays, elements);
  }

  float[] of(Share share) {
    return shares[share.index()];
  }
}
