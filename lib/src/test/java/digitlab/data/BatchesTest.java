package digitlab.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.model.Architectures;
import digitlab.testing.RealDigits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;

class BatchesTest {
  private static final OptionalInt NO_CAP = OptionalInt.empty();

  private final Digits digits = numbered(70);

  @Test
  void batchHasOneChannelAndOneHotLabels() {
    DataSet batch = Batches.inOrder(RealDigits.all().train(), 32, NO_CAP).next();

    assertThat(batch.getFeatures().shape()).containsExactly(32, 1, 28, 28);
    assertThat(batch.getFeatures().dataType()).isEqualTo(DataType.FLOAT);
    assertThat(batch.getLabels().shape()).containsExactly(32, 10);
    assertThat(batch.getLabels().sum(1).toFloatVector()).containsOnly(1f);
    assertThat(Arrays.copyOf(batch.getLabels().argMax(1).toIntVector(), 5))
        .containsExactly(5, 0, 4, 1, 9);
  }

  @Test
  void pixelsAreDividedBy255() {
    Digits real = RealDigits.all().train();
    INDArray features = Batches.inOrder(real, 8, NO_CAP).next().getFeatures();

    assertThat(features.minNumber().floatValue()).isZero();
    assertThat(features.maxNumber().floatValue()).isEqualTo(1f);
    for (int row = 0; row < 28; row++) {
      for (int column = 0; column < 28; column++) {
        assertThat(features.getFloat(7, 0, row, column))
            .isEqualTo(real.pixel(7, row, column) / 255f);
      }
    }
  }

  @Test
  void identityTellsWhatIsHandedOutAndHow() {
    Batches batches = Batches.shuffled(digits, 32, 7, NO_CAP);

    assertThat(batches.identity())
        .matches(
            "70 images in batches of 32, shuffled with seed 7, one-hot labels, data [0-9a-f]{64}")
        .isEqualTo(Batches.shuffled(numbered(70), 32, 7, NO_CAP).identity())
        .isNotEqualTo(Batches.shuffled(numbered(71).range(1, 71), 32, 7, NO_CAP).identity())
        .isNotEqualTo(batches.withIntegerLabels().identity());
    assertThat(Batches.inOrder(digits, 32, OptionalInt.of(20)).identity())
        .startsWith("10 images in batches of 32, in order");
  }

  @Test
  void imageNumbersAreThoseThatTheEpochHandsOutInItsOrder() {
    Batches batches = Batches.shuffled(digits, 32, 7, NO_CAP);
    for (int number = 0; number < 2; number++) {
      batches.startEpoch(number);
      int[] numbers = batches.imageNumbers();

      assertThat(epoch(batches)).containsExactlyElementsOf(IntStream.of(numbers).boxed().toList());
    }
  }

  @Test
  void epochIsTheOneBeingReadAndStaysWhenItIsRead() {
    Batches batches = Batches.shuffled(digits, 70, 7, NO_CAP);
    batches.next();
    assertThat(batches.epoch()).isZero();
    batches.reset();
    assertThat(batches.epoch()).isEqualTo(1);
  }

  @Test
  void drawnImagesComeWithReplacement() {
    DataSet drawn = Batches.inOrder(digits, 32, NO_CAP).draw(200, new Random(1));

    assertThat(drawn.getFeatures().shape()).containsExactly(200, 1, 28, 28);
    assertThat(new HashSet<>(numbers(drawn))).hasSizeBetween(50, 70);
  }

  @Test
  void sameRandomDrawsTheSameImages() {
    Batches batches = Batches.inOrder(RealDigits.all().train(), 32, NO_CAP);

    assertThat(batches.draw(20, new Random(3))).isEqualTo(batches.draw(20, new Random(3)));
    assertThat(batches.draw(20, new Random(4))).isNotEqualTo(batches.draw(20, new Random(3)));
  }

  @Test
  void drawingObeysTheCapAndTheFormOfTheLabels() {
    Digits real = RealDigits.all().train();
    Batches few = Batches.shuffled(real, 32, 1, OptionalInt.of(2)).withIntegerLabels();

    INDArray labels = few.draw(50, new Random(1)).getLabels();

    assertThat(labels.shape()).containsExactly(50, 1);
    assertThat(labels.toFloatVector()).containsOnly(real.label(0), real.label(1));
  }

  @Test
  void drawingLeavesTheIterationAlone() {
    Batches batches = Batches.inOrder(digits, 32, NO_CAP);
    batches.next();

    batches.draw(5, new Random(1));

    assertThat(sizes(batches)).containsExactly(32, 6);
  }

  @Test
  void lastBatchIsShort() {
    Batches batches = Batches.inOrder(digits, 32, NO_CAP);

    assertThat(sizes(batches)).containsExactly(32, 32, 6);
    assertThat(batches.batches()).isEqualTo(3);
    assertThat(batches.examples()).isEqualTo(70);
    assertThat(batches.batch()).isEqualTo(32);
  }

  @Test
  void setThatTheBatchSizeDividesHasNoEmptyBatch() {
    Batches batches = Batches.inOrder(digits, 35, NO_CAP);

    assertThat(sizes(batches)).containsExactly(35, 35);
    assertThat(batches.batches()).isEqualTo(2);
  }

  @Test
  void evaluationIsInTheOrderOfTheSet() {
    assertThat(epoch(Batches.inOrder(digits, 32, NO_CAP)))
        .containsExactlyElementsOf(IntStream.range(0, 70).boxed().toList());
  }

  @Test
  void everyImageComesOncePerEpoch() {
    List<Integer> order = epoch(Batches.shuffled(digits, 32, 1, NO_CAP));

    assertThat(order).doesNotHaveDuplicates().hasSize(70);
    assertThat(order).isNotEqualTo(order.stream().sorted().toList());
  }

  @Test
  void labelsStayWithTheirImages() {
    DataSet batch = Batches.shuffled(digits, 70, 3, NO_CAP).next();
    int[] labels = batch.getLabels().argMax(1).toIntVector();

    assertThat(labels).containsExactly(numbers(batch).stream().mapToInt(digits::label).toArray());
  }

  @Test
  void orderDependsOnlyOnSeedAndEpoch() {
    Batches straight = Batches.shuffled(digits, 32, 1, NO_CAP);
    epoch(straight);
    straight.reset();
    List<Integer> second = epoch(straight);
    Batches jumped = Batches.shuffled(digits, 7, 1, NO_CAP);
    jumped.next();
    jumped.startEpoch(1);

    assertThat(epoch(jumped)).isEqualTo(second);
  }

  @Test
  void seedsAndEpochsGiveDifferentOrders() {
    List<List<Integer>> orders = new ArrayList<>();
    for (long seed : new long[] {0, 1, 2, -1}) {
      for (int epoch = 0; epoch < 3; epoch++) {
        Batches batches = Batches.shuffled(digits, 32, seed, NO_CAP);
        batches.startEpoch(epoch);
        orders.add(epoch(batches));
      }
    }

    assertThat(orders).doesNotHaveDuplicates();
  }

  @Test
  void resetBeforeTheFirstBatchStaysInTheEpoch() {
    Batches batches = Batches.shuffled(digits, 32, 1, NO_CAP);
    List<Integer> first = epoch(Batches.shuffled(digits, 32, 1, NO_CAP));
    batches.reset();
    batches.reset();

    assertThat(epoch(batches)).isEqualTo(first);
  }

  @Test
  void resetInTheMiddleGoesToTheNextEpoch() {
    Batches batches = Batches.shuffled(digits, 32, 1, NO_CAP);
    Batches next = Batches.shuffled(digits, 32, 1, NO_CAP);
    next.startEpoch(1);
    batches.next();
    batches.reset();

    assertThat(epoch(batches)).isEqualTo(epoch(next));
  }

  @Test
  void readingBeyondTheEpochSaysWhatToDo() {
    Batches batches = Batches.inOrder(digits, 70, NO_CAP);
    batches.next();

    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next)
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("call reset() first");
  }

  @Test
  void capLeavesTheFirstImagesForTraining() {
    Batches batches = Batches.shuffled(digits, 32, 1, OptionalInt.of(10));

    assertThat(batches.examples()).isEqualTo(10);
    assertThat(epoch(batches))
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 10).boxed().toList());
  }

  @Test
  void capLeavesHalfAsManyImagesForEvaluation() {
    assertThat(epoch(Batches.inOrder(digits, 32, OptionalInt.of(10))))
        .containsExactly(0, 1, 2, 3, 4);
    assertThat(Batches.inOrder(digits, 32, OptionalInt.of(1)).examples()).isEqualTo(1);
  }

  @Test
  void capAboveTheSizeChangesNothing() {
    assertThat(Batches.shuffled(digits, 32, 1, OptionalInt.of(1000)).examples()).isEqualTo(70);
    assertThat(Batches.inOrder(digits, 32, OptionalInt.of(1000)).examples()).isEqualTo(70);
  }

  @Test
  void classesAreTheLabelsInOrder() {
    assertThat(Batches.inOrder(RealDigits.first(1, 5).test(), 2, NO_CAP).classes())
        .containsExactly(7, 2, 1, 0, 4);
  }

  @Test
  void emptyBatchSizeIsRefused() {
    assertThatThrownBy(() -> Batches.inOrder(digits, 0, NO_CAP))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A batch needs at least 1 image, but the batch size is 0.");
  }

  @Test
  void preProcessorSeesEveryBatch() {
    Batches batches = Batches.inOrder(digits, 32, NO_CAP);
    List<Integer> seen = new ArrayList<>();
    DataSetPreProcessor counter = batch -> seen.add(((DataSet) batch).numExamples());
    batches.setPreProcessor(counter);

    assertThat(sizes(batches)).isEqualTo(seen).hasSize(3);
    assertThat(batches.getPreProcessor()).isSameAs(counter);
  }

  @Test
  void deeplearning4jTrainsOnItEpochByEpoch() {
    MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(1));
    network.init();

    network.fit(Batches.shuffled(RealDigits.first(70, 1).train(), 32, 1, NO_CAP), 2);

    assertThat(network.getIterationCount()).isEqualTo(6);
    assertThat(network.getEpochCount()).isEqualTo(2);
  }

  @Test
  void deeplearning4jEvaluatesEveryImage() {
    MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(1));
    network.init();
    Batches batches = Batches.inOrder(RealDigits.first(1, 70).test(), 32, NO_CAP);

    assertThat(network.evaluate(batches).getNumRowCounter()).isEqualTo(70);
    assertThat(network.evaluate(batches).getLabelsList())
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  /** Images that bear their number in the first pixel, with the labels 0 to 9 in turn. */
  private static Digits numbered(int n) {
    byte[] pixels = new byte[n * Digits.PIXELS];
    byte[] labels = new byte[n];
    for (int i = 0; i < n; i++) {
      pixels[i * Digits.PIXELS] = (byte) i;
      labels[i] = (byte) (i % 10);
    }
    return new Digits("numbered set", pixels, labels);
  }

  private static List<Integer> numbers(DataSet batch) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < batch.numExamples(); i++) {
      numbers.add(Math.round(batch.getFeatures().getFloat(i, 0, 0, 0) * 255));
    }
    return numbers;
  }

  private static List<Integer> epoch(Batches batches) {
    List<Integer> numbers = new ArrayList<>();
    while (batches.hasNext()) {
      numbers.addAll(numbers(batches.next()));
    }
    return numbers;
  }

  private static List<Integer> sizes(Batches batches) {
    List<Integer> sizes = new ArrayList<>();
    while (batches.hasNext()) {
      sizes.add(batches.next().numExamples());
    }
    return sizes;
  }

  @Test
  void integerLabelsAreTheDigitsThemselves() {
    Batches batches = Batches.inOrder(RealDigits.all().test(), 5).withIntegerLabels();

    DataSet first = batches.next();

    assertThat(first.getLabels().shape()).containsExactly(5, 1);
    assertThat(first.getLabels().toIntVector()).containsExactly(7, 2, 1, 0, 4);
    assertThat(batches.firstBatch().dataSetWithIntegerLabels()).isEqualTo(first);
  }
}
