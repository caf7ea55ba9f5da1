package digitlab.compare;

import digitlab.text.Numbers;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.BinomialTest;

/**
 * McNemar's exact test: do two networks, asked about the same images, err equally often?
 *
 * <p>Only the images count on which one is right and the other is wrong. If both are equally good,
 * each of them falls to either side like a fair coin (McNemar 1947; Dietterich 1998, section 3.1).
 *
 * @param onlyFirst images that only the first network classified rightly
 * @param onlySecond images that only the second network classified rightly
 * @param pValue the probability of a split at least as uneven if both were equally good, 0…1
 */
public record McNemar(int onlyFirst, int onlySecond, double pValue) {
  /** The usual level of significance. */
  public static final double LEVEL = 0.05;

  /**
   * Compares predictions for the same images.
   *
   * @param labels the right classes
   * @param first the classes that the first network predicted
   * @param second the classes that the second network predicted
   */
  public static McNemar of(int[] labels, int[] first, int[] second) {
    if (first.length != labels.length || second.length != labels.length) {
      throw new IllegalArgumentException(
          "The test needs predictions for the same images: %,d labels, %,d and %,d predictions."
              .formatted(labels.length, first.length, second.length));
    }
    int onlyFirst = 0;
    int onlySecond = 0;
    for (int i = 0; i < labels.length; i++) {
      boolean firstRight = first[i] == labels[i];
      boolean secondRight = second[i] == labels[i];
      onlyFirst += firstRight && !secondRight ? 1 : 0;
      onlySecond += secondRight && !firstRight ? 1 : 0;
    }
    return of(onlyFirst, onlySecond);
  }

  /** The test on the numbers of discordant images. */
  public static McNemar of(int onlyFirst, int onlySecond) {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException(
          "Numbers of images are at least 0, but they are %,d and %,d."
              .formatted(onlyFirst, onlySecond));
    }
    int discordant = Math.addExact(onlyFirst, onlySecond);
    double pValue =
        discordant == 0
            ? 1
            : BinomialTest.withDefaults()
                .with(AlternativeHypothesis.TWO_SIDED)
                .test(discordant, onlyFirst, 0.5)
                .getPValue();
    return new McNemar(onlyFirst, onlySecond, pValue);
  }

  @Override
  public String toString() {
    return "right only by the first: %s, only by the second: %s, %s"
        .formatted(Numbers.count(onlyFirst), Numbers.count(onlySecond), Numbers.pValue(pValue));
  }
}
