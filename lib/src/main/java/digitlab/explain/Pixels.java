package digitlab.explain;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Images of one channel as plain floats, one after another, row by row: what looks at single pixels
 * would be slow on arrays of ND4J.
 */
record Pixels(float[] values, int images, int height, int width) {
  /** Images that a network is asked about at once. */
  static final int BATCH = 1000;

  /**
   * @param images {@code [n, 1, height, width]}
   */
  static Pixels of(INDArray images) {
    if (images.rank() != 4 || images.size(1) != 1) {
      throw new IllegalArgumentException(
          "Images to be explained have the shape [n, 1, height, width], but these have %s."
              .formatted(Arrays.toString(images.shape())));
    }
    return new Pixels(
        images.ravel().toFloatVector(),
        (int) images.size(0),
        (int) images.size(2),
        (int) images.size(3));
  }

  /** Pixels in an image. */
  int length() {
    return height * width;
  }

  /** A copy of one image. */
  float[] image(int image) {
    return Arrays.copyOfRange(values, image * length(), (image + 1) * length());
  }

  /** Images of this size as the network takes them. */
  INDArray array(float[][] images) {
    return Nd4j.createFromArray(images).reshape(images.length, 1, height, width);
  }

  /** Of each row of {@code [n, classes]}, the value of one class. */
  static float[] scores(INDArray logits, int[] classes) {
    float[][] rows = logits.toFloatMatrix();
    float[] scores = new float[rows.length];
    for (int i = 0; i < rows.length; i++) {
      scores[i] = rows[i][classes[i]];
    }
    return scores;
  }
}
