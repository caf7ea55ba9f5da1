package digitlab.explain;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A way to tell which pixels speak for a class, and how much. */
@FunctionalInterface
public interface Explanation {
  /**
   * Explains some images.
   *
   * @param images {@code [n, 1, height, width]}
   * @param classes the class whose score is explained, one for each image
   * @return {@code [n, height, width]}; the larger a value, the more its pixel speaks for the class
   */
  INDArray explain(INDArray images, int[] classes);

  /**
   * Saliency (Simonyan, Vedaldi and Zisserman 2014): the size of the gradient, whatever its sign.
   */
  static Explanation saliency(ImageGradients network) {
    return (images, classes) -> planes(Nd4j.math().abs(network.gradient(images, classes)));
  }

  /**
   * Gradient times input (Shrikumar and others 2016): what the score would lose without the pixel,
   * were it a straight line.
   */
  static Explanation gradientTimesInput(ImageGradients network) {
    return (images, classes) -> planes(network.gradient(images, classes).mul(images));
  }

  /**
   * Integrated gradients (Sundararajan, Taly and Yan 2017), from white paper to the image: the mean
   * gradient on the straight way there, times the input. The values of an image add up to what its
   * score has more than that of white paper.
   *
   * @param steps at whose middles the gradient is taken
   */
  static Explanation integratedGradients(ImageGradients network, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(
          "Integrated gradients need at least 1 step, not %d.".formatted(steps));
    }
    return (images, classes) -> {
      INDArray sum = Nd4j.zerosLike(images);
      for (int step = 0; step < steps; step++) {
        sum.addi(network.gradient(images.mul((step + 0.5) / steps), classes));
      }
      return planes(sum.divi(steps).muli(images));
    };
  }

  /** Baseline: the ink itself, which knows nothing of any network. */
  static Explanation ink() {
    return (images, classes) -> planes(images.dup());
  }

  /** Baseline: numbers drawn by chance, the same for the same seed and place in the batch. */
  static Explanation random(long seed) {
    return (images, classes) -> {
      float[] values = new float[(int) images.length()];
      SplittableRandom random = new SplittableRandom(seed);
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) random.nextDouble();
      }
      return planes(Nd4j.createFromArray(values).reshape(images.shape()));
    };
  }

  /** Without the dimension of the only channel. */
  private static INDArray planes(INDArray values) {
    return values.reshape(values.size(0), values.size(2), values.size(3));
  }
}
