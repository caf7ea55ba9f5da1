package digitlab.data;

import digitlab.batch.Batch;
import digitlab.batch.BatchIterator;
import digitlab.settings.Settings;
import digitlab.text.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

/**
 * Digits in ready batches for Deeplearning4j: features {@code [n, 1, 28, 28]} of floats in 0…1,
 * labels one-hot {@code [n, 10]}. The last batch of an epoch may be smaller.
 *
 * <p>Under {@code DIGITLAB_MAX_IMAGES} only the first images of the set take part.
 */
public final class Batches implements BatchIterator {
  private static final long serialVersionUID = 1L;

  private static final long[] SHAPE = {1, Digits.SIDE, Digits.SIDE};

  /** A grey value as a byte, divided by 255. Looking it up takes a fraction of dividing it. */
  private static final float[] NORMALISED = new float[256];

  static {
    for (int grey = 0; grey < NORMALISED.length; grey++) {
      NORMALISED[grey] = grey / 255f;
    }
  }

  private final Digits digits;
  private final int size;
  private final int batchSize;
  private final Long seed;
  private final boolean integerLabels;
  private int[] order;
  private int epoch;
  private int position;
  private DataSetPreProcessor preProcessor;

  private Batches(Digits digits, int size, int batchSize, Long seed, boolean integerLabels) {
    if (batchSize < 1) {
      throw new IllegalArgumentException(
          "A batch needs at least 1 image, but the batch size is %d.".formatted(batchSize));
    }
    this.digits = digits;
    this.size = size;
    this.batchSize = batchSize;
    this.seed = seed;
    this.integerLabels = integerLabels;
    startEpoch(0);
  }

  /**
   * Batches for training, in a new random order in every epoch. The order depends on {@code seed}
   * and on the number of the epoch alone.
   */
  public static Batches shuffled(Digits digits, int batchSize, long seed) {
    return shuffled(digits, batchSize, seed, Settings.current().maxImages());
  }

  static Batches shuffled(Digits digits, int batchSize, long seed, OptionalInt cap) {
    return new Batches(
        digits, Math.min(digits.size(), cap.orElse(Integer.MAX_VALUE)), batchSize, seed, false);
  }

  /** Batches for evaluation, in the order of the set. */
  public static Batches inOrder(Digits digits, int batchSize) {
    return inOrder(digits, batchSize, Settings.current().maxImages());
  }

  static Batches inOrder(Digits digits, int batchSize, OptionalInt cap) {
    int largest = cap.isPresent() ? Settings.testImages(cap.getAsInt()) : Integer.MAX_VALUE;
    return new Batches(digits, Math.min(digits.size(), largest), batchSize, null, false);
  }

  /**
   * The same batches from their start with the labels as integers {@code [n, 1]}, for a sparse
   * cross-entropy.
   */
  public Batches withIntegerLabels() {
    return new Batches(digits, size, batchSize, seed, true);
  }

  @Override
  public int examples() {
    return size;
  }

  @Override
  public int batches() {
    return (size + batchSize - 1) / batchSize;
  }

  /**
   * Some of an epoch's images, drawn at random with replacement: an image may come twice. The
   * iteration stays where it is.
   */
  public DataSet draw(int images, Random random) {
    requireAtLeastOne("images to draw", images);
    requireImages();
    int[] drawn = random.ints(images, 0, size).toArray();
    return ready(batch(drawn, 0, images));
  }

  /** The first images of the set. */
  @Override
  public Batch firstBatch() {
    requireImages();
    Batches first = new Batches(digits, size, Math.min(batchSize, size), null, integerLabels);
    return first.nextBatch();
  }

  /** The labels in the order of {@link #inOrder}: one for each image of an epoch, 0…9. */
  public int[] classes() {
    int[] classes = new int[size];
    for (int i = 0; i < size; i++) {
      classes[i] = digits.label(order[i]);
    }
    return classes;
  }

  /** The numbers of the images in the order in which this epoch hands them out, from 0. */
  public int[] imageNumbers() {
    return order.clone();
  }

  /** The epoch that is being read or has been read last, counted from 0. */
  public int epoch() {
    return epoch;
  }

  /**
   * Which images are handed out and how, in one line: equal lines mean equal batches, epoch by
   * epoch.
   */
  public String identity() {
    return String.format(
        Locale.ROOT,
        "%d images in batches of %d, %s, %s labels, data %s",
        size,
        batchSize,
        order(),
        integerLabels ? "integer" : "one-hot",
        Fingerprint.of(digits.pixels(), digits.labels()));
  }

  /** Goes to the start of an epoch, counted from 0, whatever was read before. */
  public void startEpoch(int epoch) {
    if (epoch < 0) {
      throw new IllegalArgumentException(
          "Epochs are counted from 0 here, but epoch %,d was asked for.".formatted(epoch));
    }
    this.epoch = epoch;
    position = 0;
    order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    if (seed != null) {
      shuffle(order, new SplittableRandom(seed * 1_000_003L + epoch));
    }
  }

  /** Goes to the start of the next epoch; before the first batch was read, to that of this one. */
  @Override
  public void reset() {
    startEpoch(position == 0 ? epoch : epoch + 1);
  }

  @Override
  public boolean hasNext() {
    return position < size;
  }

  @Override
  public DataSet next() {
    return next(batchSize);
  }

  /**
   * {@inheritDoc}
   *
   * @throws CancellationException if the thread was interrupted: whoever reads batch after batch,
   *     such as {@code network.evaluate}, ends there
   */
  @Override
  public DataSet next(int most) {
    requireAtLeastOne("images of the next batch", most);
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("Stopped: no further batch is read.");
    }
    return ready(nextBatch(most));
  }

  @Override
  public String toString() {
    return "%s images in batches of %s, %s"
        .formatted(Numbers.count(size), Numbers.count(batchSize), order());
  }

  private static void requireAtLeastOne(String what, int number) {
    if (number < 1) {
      throw new IllegalArgumentException(
          "The number of %s must be at least 1, but it is %,d.".formatted(what, number));
    }
  }

  private void requireImages() {
    if (size == 0) {
      throw new IllegalArgumentException("The %s has no images.".formatted(digits.name()));
    }
  }

  private String order() {
    return seed == null ? "in order" : "shuffled with seed " + seed;
  }

  private DataSet ready(Batch plain) {
    DataSet batch = integerLabels ? plain.dataSetWithIntegerLabels() : plain.dataSet();
    if (preProcessor != null) {
      preProcessor.preProcess(batch);
    }
    return batch;
  }

  @Override
  public Batch nextBatch() {
    return nextBatch(batchSize);
  }

  private Batch nextBatch(int most) {
    if (!hasNext()) {
      throw new NoSuchElementException("The epoch has no further batch; call reset() first.");
    }
    int n = Math.min(most, size - position);
    Batch batch = batch(order, position, n);
    position += n;
    return batch;
  }

  /** The images whose numbers stand in an array from a place on. */
  private Batch batch(int[] images, int from, int n) {
    float[] features = new float[n * Digits.PIXELS];
    int[] classes = new int[n];
    for (int i = 0; i < n; i++) {
      int image = images[from + i];
      classes[i] = digits.label(image);
      normalise(digits.pixels(), image * Digits.PIXELS, features, i * Digits.PIXELS);
    }
    return new Batch(features, SHAPE, classes, Digits.CLASSES);
  }

  /** From grey values as bytes to 0…1, one image. */
  private static void normalise(byte[] pixels, int from, float[] features, int to) {
    for (int p = 0; p < Digits.PIXELS; p++) {
      features[to + p] = NORMALISED[pixels[from + p] & 0xFF];
    }
  }

  /** Fisher–Yates. */
  private static void shuffle(int[] order, SplittableRandom random) {
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
  }

  @Override
  public int inputColumns() {
    return Digits.PIXELS;
  }

  @Override
  public int totalOutcomes() {
    return Digits.CLASSES;
  }

  @Override
  public boolean resetSupported() {
    return true;
  }

  /** No: a batch is made in microseconds. */
  @Override
  public boolean asyncSupported() {
    return false;
  }

  @Override
  public int batch() {
    return batchSize;
  }

  @Override
  public void setPreProcessor(DataSetPreProcessor preProcessor) {
    this.preProcessor = preProcessor;
  }

  @Override
  public DataSetPreProcessor getPreProcessor() {
    return preProcessor;
  }

  @Override
  public List<String> getLabels() {
    return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }
}
