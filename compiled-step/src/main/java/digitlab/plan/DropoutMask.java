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
   */
  public static void fill(float[] mask, PlannedLayer.Dropout dropout, int iteration) {
    SplittableRandom random =
        new SplittableRandom(
            (dropout.seed() * 1_000_003L + dropout.layer()) * 1_000_003L + iteration);
    float kept = (float) (1 / dropout.retain());
    for (int i = 0; i < mask.length; i++) {
      mask[i] = random.nextDouble() < dropout.retain() ? kept : 0;
    }
  }
}
