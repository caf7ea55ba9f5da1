package digitlab.compare;

import digitlab.text.CountColumn;
import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * Where several networks err on the same images. An image is its number in the set.
 *
 * @param labels the right class of each image
 * @param predicted for each network, the class that it predicted for each image
 */
public record Mistakes(int[] labels, List<int[]> predicted) {

  public Mistakes {
    predicted = List.copyOf(predicted);
    if (predicted.isEmpty()) {
      throw new IllegalArgumentException("Mistakes are made by at least one network, not by none.");
    }
    for (int network = 0; network < predicted.size(); network++) {
      if (predicted.get(network).length != labels.length) {
        throw new IllegalArgumentException(
            "The networks must be asked about the same images: %,d labels, but %,d predictions of network %d."
                .formatted(labels.length, predicted.get(network).length, network + 1));
      }
    }
  }

  /**
   * How many networks get an image wrong.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int networksWrongOn(int image) {
    check(image);
    return (int) predicted.stream().filter(classes -> classes[image] != labels[image]).count();
  }

  /** The images that every network gets wrong, in the order of the set. */
  public int[] ofAll() {
    return IntStream.range(0, labels.length)
        .filter(image -> networksWrongOn(image) == predicted.size())
        .toArray();
  }

  /**
   * The wrong class that most networks take an image for; of several, the smallest.
   *
   * @throws IllegalArgumentException if no network gets the image wrong
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int usualAnswer(int image) {
    check(image);
    return IntStream.rangeClosed(0, largestClass())
        .filter(answer -> answer != labels[image] && votes(image, answer) > 0)
        .boxed()
        .max(
            Comparator.comparingInt((Integer answer) -> votes(image, answer))
                .thenComparing(Comparator.reverseOrder()))
        .orElseThrow(
            () ->
                new IllegalArgumentException("No network gets image %,d wrong.".formatted(image)));
  }

  /**
   * How many networks take an image for this class.
   *
   * @throws IndexOutOfBoundsException if there is no such image
   */
  public int votes(int image, int answer) {
    check(image);
    return (int) predicted.stream().filter(classes -> classes[image] == answer).count();
  }

  /**
   * The pairs of classes that were taken for one another, the most confused first.
   *
   * @return a row for each pair: the two classes, how often the first was taken for the second and
   *     the second for the first, and both together; a mistake counts for each network that makes
   *     it
   */
  public Table pairs() {
    int classes = largestClass() + 1;
    int[][] counts = new int[classes][classes];
    for (int[] answers : predicted) {
      for (int image = 0; image < labels.length; image++) {
        counts[labels[image]][answers[image]]++;
      }
    }
    IntColumn first = IntColumn.create("digit A");
    IntColumn second = IntColumn.create("digit B");
    IntColumn forth = CountColumn.of(IntColumn.create("A taken for B"));
    IntColumn back = CountColumn.of(IntColumn.create("B taken for A"));
    IntColumn both = CountColumn.of(IntColumn.create("mistakes"));
    for (int a = 0; a < classes; a++) {
      for (int b = a + 1; b < classes; b++) {
        if (counts[a][b] + counts[b][a] > 0) {
          first.append(a);
          second.append(b);
          forth.append(counts[a][b]);
          back.append(counts[b][a]);
          both.append(counts[a][b] + counts[b][a]);
        }
      }
    }
    return Table.create("The most confused pairs", first, second, forth, back, both)
        .sortOn("-mistakes", "digit A", "digit B");
  }

  /**
   * The images of either class that some network took for the other one, those of most networks
   * first.
   */
  public int[] between(int a, int b) {
    List<Integer> images = new ArrayList<>();
    for (int image = 0; image < labels.length; image++) {
      if (confusions(image, a, b) > 0) {
        images.add(image);
      }
    }
    // Sorting is stable: among equals the order of the set stays.
    images.sort(Comparator.comparingInt((Integer image) -> -confusions(image, a, b)));
    return images.stream().mapToInt(Integer::intValue).toArray();
  }

  private void check(int image) {
    if (image < 0 || image >= labels.length) {
      throw new IndexOutOfBoundsException(
          "The networks were asked about the images 0 to %,d, but image %,d was asked for."
              .formatted(labels.length - 1, image));
    }
  }

  /** How many networks took this image of one class for the other one. */
  private int confusions(int image, int a, int b) {
    if (labels[image] == a) {
      return votes(image, b);
    }
    return labels[image] == b ? votes(image, a) : 0;
  }

  @Override
  public String toString() {
    return "%s on %s, %s of which all get wrong"
        .formatted(
            Numbers.count(predicted.size(), "network"),
            Numbers.count(labels.length, "image"),
            Numbers.count(ofAll().length));
  }

  private int largestClass() {
    return IntStream.concat(IntStream.of(labels), predicted.stream().flatMapToInt(IntStream::of))
        .max()
        .orElse(0);
  }
}
