package digitlab.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Occlusion (Zeiler and Fergus 2014): how much the score falls when a square of white paper covers
 * a part of the image. A pixel has the mean over the squares that cover it.
 */
public final class Occlusion implements Explanation {
  private final ImageGradients network;
  private final int size;
  private final int stride;

  /**
   * @param size height and width of the square in pixels
   * @param stride how far it moves from one place to the next, at most its size
   */
  public Occlusion(ImageGradients network, int size, int stride) {
    if (size < 1 || stride < 1 || stride > size) {
      throw new IllegalArgumentException(
          "A square of at least 1 pixel moves by 1 pixel up to its own size, but size %d and stride %d were given."
              .formatted(size, stride));
    }
    this.network = network;
    this.size = size;
    this.stride = stride;
  }

  /** A square at one place over one image. */
  private record Cover(int image, int row, int column) {}

  @Override
  public INDArray explain(INDArray images, int[] classes) {
    Pixels pixels = Pixels.of(images);
    List<Cover> covers = covers(pixels);
    float[] scores = Pixels.scores(network.logits(images), classes);
    float[] sums = new float[pixels.values().length];
    int[] counts = new int[pixels.values().length];
    countAll(pixels, counts);
    for (int from = 0; from < covers.size(); from += Pixels.BATCH) {
      List<Cover> some = covers.subList(from, Math.min(covers.size(), from + Pixels.BATCH));
      float[][] covered =
          some.stream().map(cover -> covered(pixels, cover)).toArray(float[][]::new);
      float[][] logits = network.logits(pixels.array(covered)).toFloatMatrix();
      for (int i = 0; i < covered.length; i++) {
        Cover cover = some.get(i);
        float fall = scores[cover.image] - logits[i][classes[cover.image]];
        forEachPixel(pixels, cover, place -> sums[place] += fall);
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sums[i] /= Math.max(1, counts[i]);
    }
    return Nd4j.createFromArray(sums).reshape(images.size(0), pixels.height(), pixels.width());
  }

  /** Those that cover any ink; without it nothing changes. */
  private List<Cover> covers(Pixels pixels) {
    List<Cover> covers = new ArrayList<>();
    for (int image = 0; image < pixels.images(); image++) {
      for (Cover cover : places(pixels, image)) {
        boolean[] ink = {false};
        forEachPixel(pixels, cover, place -> ink[0] |= pixels.values()[place] != 0);
        if (ink[0]) {
          covers.add(cover);
        }
      }
    }
    return covers;
  }

  private List<Cover> places(Pixels pixels, int image) {
    List<Cover> places = new ArrayList<>();
    for (int row = 0; row < pixels.height() - size + stride; row += stride) {
      for (int column = 0; column < pixels.width() - size + stride; column += stride) {
        places.add(
            new Cover(
                image,
                Math.min(row, pixels.height() - size),
                Math.min(column, pixels.width() - size)));
      }
    }
    return places;
  }

  private void countAll(Pixels pixels, int[] counts) {
    for (int image = 0; image < pixels.images(); image++) {
      places(pixels, image).forEach(cover -> forEachPixel(pixels, cover, place -> counts[place]++));
    }
  }

  private float[] covered(Pixels pixels, Cover cover) {
    float[] copy = pixels.image(cover.image);
    int start = cover.image * pixels.length();
    forEachPixel(pixels, cover, place -> copy[place - start] = 0);
    return copy;
  }

  private void forEachPixel(Pixels pixels, Cover cover, IntConsumer action) {
    int start = cover.image * pixels.length();
    for (int row = cover.row; row < cover.row + size; row++) {
      for (int column = cover.column; column < cover.column + size; column++) {
        action.accept(start + row * pixels.width() + column);
      }
    }
  }

  @Override
  public String toString() {
    return "occlusion by squares of %d pixels, %d apart".formatted(size, stride);
  }
}
