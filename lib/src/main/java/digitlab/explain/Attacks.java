package digitlab.explain;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Images changed so that a network errs, no pixel by more than ε, and all of them still in 0…1.
 *
 * <p>Both go up the gradient of the cross-entropy. Where a network is all but sure, this gradient
 * is rounded to zero; divided by 1 − probability of the right class it points the same way and is
 * not.
 */
public final class Attacks {
  private Attacks() {}

  /**
   * The fast gradient sign method (Goodfellow, Shlens and Szegedy 2015): every pixel moves by ε in
   * the direction in which the loss rises.
   *
   * @param images {@code [n, 1, 28, 28]} in 0…1
   * @param labels the right classes
   * @param epsilon the largest change of a pixel, 0…1
   */
  public static INDArray fgsm(
      ImageGradients network, INDArray images, int[] labels, double epsilon) {
    check(epsilon);
    return within(images, epsilon, images.add(direction(network, images, labels).muli(epsilon)));
  }

  /**
   * Projected gradient descent (Madry and others 2018): from a place within ε drawn by chance, many
   * small steps of the same kind; what leaves ε or 0…1 is brought back after each.
   *
   * @param steps each of 2.5 ε / steps, so that the whole range can be crossed
   * @param seed of the place to begin
   */
  public static INDArray pgd(
      ImageGradients network, INDArray images, int[] labels, double epsilon, int steps, long seed) {
    check(epsilon);
    if (steps < 1) {
      throw new IllegalArgumentException(
          "Projected gradient descent takes at least 1 step, not %d.".formatted(steps));
    }
    INDArray attacked = within(images, epsilon, images.add(noise(images, epsilon, seed)));
    for (int step = 0; step < steps; step++) {
      INDArray move = direction(network, attacked, labels).muli(2.5 * epsilon / steps);
      attacked = within(images, epsilon, attacked.add(move));
    }
    return attacked;
  }

  private static void check(double epsilon) {
    if (!(epsilon >= 0 && epsilon <= 1)) {
      throw new IllegalArgumentException(
          "ε is how far a pixel in 0…1 may move: it must be 0…1, but is %s.".formatted(epsilon));
    }
  }

  /** −1, 0 or 1 for each pixel: where the loss rises. */
  private static INDArray direction(ImageGradients network, INDArray images, int[] labels) {
    float[][] weights = network.logits(images).toFloatMatrix();
    for (int i = 0; i < weights.length; i++) {
      towardsOthers(weights[i], labels[i]);
    }
    return Transforms.sign(network.gradient(images, Nd4j.createFromArray(weights)));
  }

  /** The loss's gradient by the logits, divided by the probability of all wrong classes. */
  private static void towardsOthers(float[] logits, int label) {
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < logits.length; k++) {
      most = k == label ? most : Math.max(most, logits[k]);
    }
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      sum += k == label ? 0 : Math.exp(logits[k] - most);
    }
    for (int k = 0; k < logits.length; k++) {
      logits[k] = k == label ? -1 : (float) (Math.exp(logits[k] - most) / sum);
    }
  }

  private static INDArray noise(INDArray images, double epsilon, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] noise = new float[(int) images.length()];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (epsilon * (2 * random.nextDouble() - 1));
    }
    return Nd4j.createFromArray(noise).reshape(images.shape());
  }

  /** Every pixel within ε of the image's and in 0…1. */
  private static INDArray within(INDArray images, double epsilon, INDArray attacked) {
    INDArray most = Transforms.min(images.add(epsilon), 1);
    INDArray least = Transforms.max(images.sub(epsilon), 0);
    return Transforms.max(Transforms.min(attacked, most), least);
  }
}
