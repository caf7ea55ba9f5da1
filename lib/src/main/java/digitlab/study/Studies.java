package digitlab.study;

import digitlab.model.Architecture;
import digitlab.model.Architectures;
import java.util.List;

/**
 * The published trainings that the notebooks repeat, with the published results and who published
 * them. The papers of the methods, such as batch normalisation, are named by the notebooks.
 */
public final class Studies {
  private static final Source POOLINGS =
      new Source(
          "",
          "\"Build and Train a Convolutional Neural Network (CNN) and Explore Different Layers\"",
          "a web tutorial with Keras (author and date not stated)",
          "of max pooling, its own conclusion says \"98.5 %\"");

  private static final Source BATCH_NORMALISATION =
      new Source(
          "",
          "LeNet-5 with batch normalisation in tf.keras",
          "a blog post, the sequel to the same author's \"2-layer neural network\" on MNIST"
              + " (author and date not stated)",
          "its mean validation accuracy over 100 epochs is 0.990359");

  private static final Source WIDE =
      new Source(
          "",
          "\"Building a CNN model in Keras using MNIST dataset\"",
          "a blog post of 6 July 2019 (author not stated)",
          "");

  private static final Source RANDOM_BATCHES =
      new Source(
          "A. Audevart, K. Banachewicz, L. Massaron",
          "\"Machine Learning Using TensorFlow Cookbook\"",
          "Packt, in an excerpt published online, \"Implementing a simple CNN\"",
          "its last three printed lines say 0.94, 0.96 and 0.97, its prose 96–97 %");

  private static final Source FIVE_PREDICTIONS =
      new Source(
          "",
          "\"a simple CNN\" with TensorFlow and Keras",
          "a web tutorial on CNNs (author and date not stated)",
          "its first five predictions are right");

  private static final Source FAST_GRADIENT_SIGN =
      new Source(
          "I. J. Goodfellow, J. Shlens, C. Szegedy",
          "\"Explaining and harnessing adversarial examples\"",
          "ICLR 2015",
          "the error rate is published, 89.4 %");

  private static final Source ADVERSARIAL_TUTORIAL =
      new Source(
          "N. Inkawhich",
          "\"Adversarial example generation\"",
          "a web tutorial with PyTorch, in the version of 2018",
          "its network has ReLU, max pooling and dropout, LeNet-5 here has tanh and average pooling");

  private static final String LENET_OF_THE_TUTORIAL = "LeNet of the PyTorch tutorial";

  private static final List<AttackedAccuracy> ATTACKED =
      List.of(
          attacked(0.05, 0.9426),
          attacked(0.1, 0.8510),
          attacked(0.15, 0.6826),
          attacked(0.2, 0.4301),
          attacked(0.25, 0.2082),
          attacked(0.3, 0.0869),
          new AttackedAccuracy(FAST_GRADIENT_SIGN, "maxout network", "FGSM", 0.25, 0.106));

  private static final List<Study> ALL =
      List.of(
          fiveEpochs("03", "max-pooling", POOLINGS, Double.NaN, 0.9864),
          fiveEpochs("04", "average-pooling", POOLINGS, Double.NaN, 0.9799),
          fiveEpochs("05", "lenet5", POOLINGS, Double.NaN, 0.9834),
          new Study(
              "07",
              Architectures.named("batch-normalised"),
              BATCH_NORMALISATION,
              100,
              32,
              1,
              0.2,
              0.0417,
              0.9926),
          new Study(
              "08", Architectures.named("wide-with-dropout"), WIDE, 5, 128, 1, 0, 0.03516, 0.9887),
          new Study(
              "09",
              Architectures.named("padded-lenet5"),
              RANDOM_BATCHES,
              300,
              100,
              98,
              0,
              Double.NaN,
              0.97),
          fiveEpochs("10", "five-predictions", FIVE_PREDICTIONS, 0.0410, 0.9886));

  private Studies() {}

  /** All studies, in the order of their notebooks. */
  public static List<Study> all() {
    return ALL;
  }

  /**
   * The study of a network by the network's name, such as {@code max-pooling}.
   *
   * @throws IllegalArgumentException if there is none; the message tells the names
   */
  public static Study of(String network) {
    return ALL.stream()
        .filter(study -> study.architecture().name().equals(network))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no study of a network \"%s\", only of %s."
                        .formatted(
                            network,
                            ALL.stream()
                                .map(Study::architecture)
                                .map(Architecture::name)
                                .toList())));
  }

  /** What others measured on MNIST under attack, by rising ε for each source. */
  public static List<AttackedAccuracy> attacked() {
    return ATTACKED;
  }

  private static AttackedAccuracy attacked(double epsilon, double accuracy) {
    return new AttackedAccuracy(
        ADVERSARIAL_TUTORIAL, LENET_OF_THE_TUTORIAL, "FGSM", epsilon, accuracy);
  }

  private static Study fiveEpochs(
      String notebook, String network, Source source, double loss, double accuracy) {
    return new Study(notebook, Architectures.named(network), source, 5, 32, 1, 0, loss, accuracy);
  }
}
