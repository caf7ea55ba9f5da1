package digitlab.explain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What becomes of a class's probability as pixels go or come in the order of an explanation, the
 * most important first (Petsiuk, Das and Saenko 2018). Deletion makes pixels of the image white
 * paper: after a good explanation the probability falls soon. Insertion puts pixels of the image on
 * white paper: there it rises soon.
 *
 * @param pixels how many have gone or come at each point, from 0 to all
 * @param probabilities of the class, by image and point
 */
public record Faithfulness(int[] pixels, float[][] probabilities) {
  /** Dense where the ink goes: few digits cover more than a quarter of their image. */
  private static final double[] SHARES = {0, 0.02, 0.04, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 1};

  /**
   * Pixels are deleted.
   *
   * @param images {@code [n, 1, height, width]}
   * @param classes the classes that are explained
   * @param explanations {@code [n, height, width]}
   */
  public static Faithfulness deletion(
      ImageGradients network, INDArray images, int[] classes, INDArray explanations) {
    return curves(network, images, classes, explanations, true);
  }

  /** Pixels are inserted. */
  public static Faithfulness insertion(
      ImageGradients network, INDArray images, int[] classes, INDArray explanations) {
    return curves(network, images, classes, explanations, false);
  }

  /** The area below each image's curve over the share of pixels, 0…1. */
  public double[] areas() {
    double all = pixels[pixels.length - 1];
    return Arrays.stream(probabilities)
        .mapToDouble(
            curve ->
                IntStream.range(1, pixels.length)
                    .mapToDouble(
                        i -> (pixels[i] - pixels[i - 1]) / all * (curve[i] + curve[i - 1]) / 2)
                    .sum())
        .toArray();
  }

  /** The mean probability at each point. */
  public double[] mean() {
    return IntStream.range(0, pixels.length)
        .mapToDouble(
            i -> Arrays.stream(probabilities).mapToDouble(curve -> curve[i]).average().orElse(0))
        .toArray();
  }

  /** The share of pixels at each point, 0…1. */
  public double[] shares() {
    return Arrays.stream(pixels).mapToDouble(n -> (double) n / pixels[pixels.length - 1]).toArray();
  }

  @Override
  public String toString() {
    return "curves of %,d images at %d points".formatted(probabilities.length, pixels.length);
  }

  private static Faithfulness curves(
      ImageGradients network,
      INDArray images,
      int[] classes,
      INDArray explanations,
      boolean deletion) {
    Pixels all = Pixels.of(images);
    if (explanations.length() != images.length() || classes.length != all.images()) {
      throw new IllegalArgumentException(
          "%,d images of shape %s need as many explanations and classes, but there are explanations of shape %s and %,d classes."
              .formatted(
                  all.images(),
                  Arrays.toString(images.shape()),
                  Arrays.toString(explanations.shape()),
                  classes.length));
    }
    int[] pixels =
        Arrays.stream(SHARES).mapToInt(s -> (int) Math.round(s * all.length())).toArray();
    float[] values = explanations.ravel().toFloatVector();
    List<float[]> changed = new ArrayList<>();
    int[][] places = new int[all.images()][pixels.length];
    for (int image = 0; image < all.images(); image++) {
      int[] order = order(values, image, all.length());
      series(all.image(image), order, pixels, deletion, changed, places[image]);
    }
    float[][] probabilities = new float[all.images()][pixels.length];
    int[] owners = owners(places, changed.size());
    float[] asked = probabilities(network, all, changed, owners, classes);
    for (int image = 0; image < places.length; image++) {
      for (int i = 0; i < pixels.length; i++) {
        probabilities[image][i] = asked[places[image][i]];
      }
    }
    return new Faithfulness(pixels, probabilities);
  }

  /** An image's pixels, the most important first; equal ones in an order drawn by chance. */
  private static int[] order(float[] values, int image, int length) {
    SplittableRandom random = new SplittableRandom(image);
    int start = image * length;
    int[] lots = random.ints(length).toArray();
    return IntStream.range(0, length)
        .boxed()
        .sorted(
            Comparator.<Integer>comparingDouble(pixel -> -values[start + pixel])
                .thenComparingInt(pixel -> lots[pixel]))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Adds the images of a curve to a list, each that differs from the one before. */
  private static void series(
      float[] image,
      int[] order,
      int[] pixels,
      boolean deletion,
      List<float[]> changed,
      int[] places) {
    float[] current = deletion ? image.clone() : new float[image.length];
    changed.add(current.clone());
    for (int i = 0; i < pixels.length; i++) {
      boolean differs = false;
      for (int k = i == 0 ? 0 : pixels[i - 1]; k < pixels[i]; k++) {
        differs |= image[order[k]] != 0;
        current[order[k]] = deletion ? 0 : image[order[k]];
      }
      if (differs) {
        changed.add(current.clone());
      }
      places[i] = changed.size() - 1;
    }
  }

  /** To which image a changed one belongs. */
  private static int[] owners(int[][] places, int count) {
    int[] owners = new int[count];
    for (int image = 0; image < places.length; image++) {
      for (int place : places[image]) {
        owners[place] = image;
      }
    }
    return owners;
  }

  private static float[] probabilities(
      ImageGradients network, Pixels all, List<float[]> images, int[] owners, int[] classes) {
    float[] probabilities = new float[images.size()];
    for (int from = 0; from < images.size(); from += Pixels.BATCH) {
      List<float[]> some = images.subList(from, Math.min(images.size(), from + Pixels.BATCH));
      float[][] rows =
          network.probabilities(all.array(some.toArray(float[][]::new))).toFloatMatrix();
      for (int i = 0; i < rows.length; i++) {
        probabilities[from + i] = rows[i][classes[owners[from + i]]];
      }
    }
    return probabilities;
  }
}
