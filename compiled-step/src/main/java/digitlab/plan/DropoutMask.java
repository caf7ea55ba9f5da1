package digitlab.plan;

import java.util.SplittableRandom;

/** Which elements dropout keeps. */
public final class DropoutMask {
  private DropoutMask() {}

  /**
   * The factors of one iteration: {@code 1 / retain} where an element is kept, else 0. They depend
   * on the arguments alone, so that a training that was interrupted goes on alike, on any engine.
   *
   * @param mask is filled; one factor per element, image by image, in Deeplearning4j's order
   * @param elements of an image
   * @param from number of the mask's first image in its batch: each image has random numbers of its
   *     own, so that a batch can be cut anywhere
   */
  public static void fill(
      float[] mask, int elements, PlannedLayer.Dropout dropout, int iteration, int from) {
    float kept = (float) (1 / dropout.retain());
    for (int start = 0; start < mask.length; start += elements) {
      SplittableRandom random = random(dropout, iteration, from + start / elements);
      for (int i = start; i < start + elements; i++) {
        mask[i] = random.nextDouble() < dropout.retain() ? kept : 0;
      }
    }
  }

  private static SplittableRandom random(PlannedLayer.Dropout dropout, int iteration, int image) {
    long seed = dropout.seed();
    for (int part : new int[] {dropout.layer(), iteration, image}) {
      seed = seed * 1_000_003L + part;
    }
    return new SplittableRandom(seed);
  }
}
