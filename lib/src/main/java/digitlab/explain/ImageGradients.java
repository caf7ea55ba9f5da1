package digitlab.explain;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * How a network's scores change with the pixels of its images.
 *
 * <p>Scores are the logits, before the softmax; the network is taken as it predicts, without
 * dropout and with the running statistics of batch normalisation. It is used by one thread at a
 * time.
 */
public interface ImageGradients extends AutoCloseable {
  /**
   * Gradients of a network with the weights that it has now.
   *
   * @param network initialised, with an output layer at its end
   * @return belongs to the caller, who closes it
   */
  static ImageGradients of(MultiLayerNetwork network) {
    return CompiledImageGradients.of(network).orElseGet(() -> plain(network));
  }

  /** Gradients by Deeplearning4j's own backpropagation: the same, in more time. */
  static ImageGradients plain(MultiLayerNetwork network) {
    return new PlainImageGradients(network);
  }

  /**
   * The scores of all classes.
   *
   * @param images {@code [n, 1, 28, 28]}
   * @return {@code [n, classes]}
   */
  INDArray logits(INDArray images);

  /**
   * The gradient of a weighted sum of each image's logits with respect to its pixels.
   *
   * @param images {@code [n, 1, 28, 28]}
   * @param weights of the logits, {@code [n, classes]}
   * @return in the shape of the images
   */
  INDArray gradient(INDArray images, INDArray weights);

  /**
   * The gradient of one logit of each image.
   *
   * @param classes whose logit, one for each image
   */
  default INDArray gradient(INDArray images, int[] classes) {
    long[] shape = logitsShape(images);
    INDArray oneHot = Nd4j.zeros(images.dataType(), shape);
    for (int i = 0; i < classes.length; i++) {
      if (classes[i] < 0 || classes[i] >= shape[1]) {
        throw new IllegalArgumentException(
            "The classes are 0 to %d, but the gradient of class %d was asked for."
                .formatted(shape[1] - 1, classes[i]));
      }
      oneHot.putScalar(i, classes[i], 1);
    }
    if (classes.length != images.size(0)) {
      throw new IllegalArgumentException(
          "%d images need as many classes, but %d were given."
              .formatted(images.size(0), classes.length));
    }
    return gradient(images, oneHot);
  }

  /** The number of images and of classes. */
  private long[] logitsShape(INDArray images) {
    return new long[] {images.size(0), classes()};
  }

  /** The number of classes. */
  int classes();

  /** The probabilities of all classes, {@code [n, classes]}. */
  default INDArray probabilities(INDArray images) {
    return Nd4j.nn().softmax(logits(images), 1);
  }

  /** What the network says of each image. */
  default int[] answers(INDArray images) {
    return logits(images).argMax(1).toIntVector();
  }

  /** The share of images that the network classifies rightly, 0…1. */
  default double accuracy(INDArray images, int[] labels) {
    int[] answers = answers(images);
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += answers[i] == labels[i] ? 1 : 0;
    }
    return (double) right / labels.length;
  }

  /** Frees what is held outside the network; the network stays as it is. */
  @Override
  void close();
}
