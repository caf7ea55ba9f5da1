package digitlab.compare;

import digitlab.batch.Classes;
import digitlab.text.CountColumn;
import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Is a network as often right as it is sure? Images are put together by the probability of the
 * class that was predicted, the network's confidence (Guo et al. 2017, "On Calibration of Modern
 * Neural Networks").
 *
 * @param bins ranges of confidence of the same width, from low to high, without empty ones
 */
public record Calibration(List<Bin> bins) {
  private static final int BINS = 10;

  /** Half of what lies outside an interval of 95 %. */
  private static final double TAIL = 0.025;

  /** How far rows of probabilities may be from 1 by rounding. */
  private static final double ROUNDING = 1e-3;

  public Calibration {
    bins = List.copyOf(bins);
  }

  /**
   * The images in one range of confidence.
   *
   * @param from its lower end, included
   * @param to its upper end, excluded but for 1
   * @param images how many there are
   * @param right how many of them were classified rightly
   * @param confidence their mean confidence, 0…1
   */
  public record Bin(double from, double to, int images, int right, double confidence) {
    /** The share of images that were classified rightly, 0…1. */
    public double accuracy() {
      return (double) right / images;
    }

    /** The lower end of the exact 95 % interval of the accuracy (Clopper and Pearson 1934). */
    public double low() {
      return right == 0
          ? 0
          : BetaDistribution.of(right, images - right + 1.0).inverseCumulativeProbability(TAIL);
    }

    /** The upper end of that interval. */
    public double high() {
      return right == images
          ? 1
          : BetaDistribution.of(right + 1.0, images - right).inverseSurvivalProbability(TAIL);
    }

    @Override
    public String toString() {
      return "confidence %s to %s: %s images, mean confidence %s, accuracy %s"
          .formatted(
              Numbers.countOrMeasure(from),
              Numbers.countOrMeasure(to),
              Numbers.count(images),
              Numbers.measure(confidence),
              Numbers.measure(accuracy()));
    }
  }

  /**
   * The calibration of a network on a set.
   *
   * @param probabilities what the network said, {@code [n, classes]}
   * @param labels the right classes, {@code n}
   */
  public static Calibration of(INDArray probabilities, int[] labels) {
    if (probabilities.rank() != 2 || probabilities.size(0) != labels.length) {
      throw new IllegalArgumentException(
          "%,d labels need probabilities of shape [%d, classes], but they have %s."
              .formatted(labels.length, labels.length, Arrays.toString(probabilities.shape())));
    }
    float[][] rows = probabilities.toFloatMatrix();
    int[] images = new int[BINS];
    int[] right = new int[BINS];
    double[] confidence = new double[BINS];
    for (int i = 0; i < rows.length; i++) {
      check(rows[i], i);
      if (labels[i] < 0 || labels[i] >= rows[i].length) {
        throw new IllegalArgumentException(
            "The classes are 0 to %,d, but the label of image %,d is %,d."
                .formatted(rows[i].length - 1, i, labels[i]));
      }
      int answer = Classes.of(rows[i]);
      int bin = Math.min(BINS - 1, (int) (rows[i][answer] * BINS));
      images[bin]++;
      right[bin] += answer == labels[i] ? 1 : 0;
      confidence[bin] += rows[i][answer];
    }
    List<Bin> bins = new ArrayList<>();
    for (int i = 0; i < BINS; i++) {
      if (images[i] > 0) {
        double mean = confidence[i] / images[i];
        bins.add(new Bin((double) i / BINS, (i + 1.0) / BINS, images[i], right[i], mean));
      }
    }
    return new Calibration(bins);
  }

  /** All images together, in one range from 0 to 1. */
  public Bin whole() {
    int images = bins.stream().mapToInt(Bin::images).sum();
    int right = bins.stream().mapToInt(Bin::right).sum();
    double confidence = bins.stream().mapToDouble(bin -> bin.confidence() * bin.images()).sum();
    return new Bin(0, 1, images, right, confidence / images);
  }

  /**
   * The expected calibration error: how far confidence and accuracy are apart in a bin, on average
   * over the images, 0…1.
   */
  public double error() {
    return bins.stream()
            .mapToDouble(bin -> Math.abs(bin.confidence() - bin.accuracy()) * bin.images())
            .sum()
        / whole().images();
  }

  /** A row for each bin: its range, images, mean confidence, accuracy and its 95 % interval. */
  public Table table() {
    DoubleColumn from = DoubleColumn.create("from");
    DoubleColumn to = DoubleColumn.create("to");
    IntColumn images = CountColumn.of(IntColumn.create("images"));
    DoubleColumn confidence = DoubleColumn.create("confidence");
    DoubleColumn accuracy = DoubleColumn.create("accuracy");
    DoubleColumn low = DoubleColumn.create("low");
    DoubleColumn high = DoubleColumn.create("high");
    for (Bin bin : bins) {
      from.append(bin.from());
      to.append(bin.to());
      images.append(bin.images());
      confidence.append(bin.confidence());
      accuracy.append(bin.accuracy());
      low.append(bin.low());
      high.append(bin.high());
    }
    return Table.create(
        "Confidence and accuracy", from, to, images, confidence, accuracy, low, high);
  }

  @Override
  public String toString() {
    return "expected calibration error %s on %s images"
        .formatted(Numbers.measure(error()), Numbers.count(whole().images()));
  }

  private static void check(float[] row, int image) {
    double sum = 0;
    for (float probability : row) {
      sum += probability < 0 ? Double.NaN : probability;
    }
    if (!(Math.abs(sum - 1) <= ROUNDING)) {
      throw new IllegalArgumentException(
          "The numbers of image %,d are no probabilities: they must not be negative and add up to 1. Does the network end with a softmax?"
              .formatted(image));
    }
  }
}
