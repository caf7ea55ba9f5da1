package digitlab.compare;

import static digitlab.testing.SmallNetworks.answeringZero;
import static digitlab.testing.SmallNetworks.learning;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import digitlab.train.KeptNetworks;
import digitlab.train.Progress;
import digitlab.train.SweepProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import tech.tablesaw.api.Table;

class SeedStudyTest {
  private static final int BATCH = 32;

  @TempDir Path directory;

  private final Mnist data = RealDigits.first(640, 200);

  private SeedStudy study(long... seeds) {
    return SeedStudy.on(
        new TrainingProcedure(data, 1, BATCH, KeptNetworks.in(directory, data)), seeds);
  }

  @Test
  void everySeedIsATrainingOfItsOwn() {
    SeedStudy study = study(1, 2, 3);
    study.add("regression", SmallNetworks::learning);

    Table runs = study.runs();

    assertThat(runs.longColumn("seed").asList()).containsExactly(1L, 2L, 3L);
    assertThat(runs.doubleColumn("test loss").asList()).doesNotHaveDuplicates();
    assertThat(runs.doubleColumn("test accuracy").asList()).allMatch(share -> share > 0.5);
  }

  @Test
  void aSeedMoreTrainsOnlyItself() throws IOException {
    study(1, 2).add("regression", SmallNetworks::learning);
    Map<String, FileTime> before = written();

    study(1, 2, 3).add("regression", SmallNetworks::learning);

    assertThat(before).hasSize(2);
    assertThat(written()).hasSize(3).containsAllEntriesOf(before);
  }

  @Test
  void whatWasBrokenOffGoesOn() throws IOException {
    SeedStudy brokenOff = study(1, 2, 3);
    assertThatThrownBy(
            () ->
                brokenOff.add(
                    "regression",
                    seed -> {
                      if (seed == 3) {
                        throw new IllegalStateException("the power failed");
                      }
                      return learning(seed);
                    }))
        .hasMessage("the power failed");
    assertThat(brokenOff.runs().rowCount()).isZero();
    Map<String, FileTime> before = written();

    SeedStudy again = study(1, 2, 3);
    again.add("regression", SmallNetworks::learning);

    assertThat(again.runs().rowCount()).isEqualTo(3);
    assertThat(before).hasSize(2);
    assertThat(written()).hasSize(3).containsAllEntriesOf(before);
  }

  /** Half of its seeds would not be the study that was asked for. */
  @Test
  void stoppedSweepLeavesTheArchitectureOutAndGoesOnNextTime() throws IOException {
    SeedStudy stopped = study(1, 2, 3);
    stopped.add(
        "regression",
        seed -> {
          if (seed == 2) {
            Thread.currentThread().interrupt();
          }
          return learning(seed);
        });
    assertThat(stopped.runs().rowCount()).isZero();
    Map<String, FileTime> before = written();

    SeedStudy again = study(1, 2, 3);
    again.add("regression", SmallNetworks::learning);

    assertThat(again.runs().rowCount()).isEqualTo(3);
    assertThat(before).hasSize(1);
    assertThat(written()).hasSize(3).containsAllEntriesOf(before);
  }

  @Test
  void readerIsToldARowForEachTrainingThatIsDone() {
    new TrainingProcedure(data, 1, BATCH, KeptNetworks.in(directory, data))
        .trainedAndTested("regression", learning(1));
    Recorder told = new Recorder();
    SeedStudy study =
        SeedStudy.on(
            new TrainingProcedure(data, 1, BATCH, KeptNetworks.in(directory, data), told), 1, 2, 3);

    study.add("regression", SmallNetworks::learning);
    study.add("zero", SmallNetworks::answeringZero);

    assertThat(told.names)
        .containsExactly(
            "regression, seed 2",
            "regression, seed 3",
            "zero, seed 1",
            "zero, seed 2",
            "zero, seed 3");
    assertThat(told.tables).extracting(Table::rowCount).containsExactly(1, 2, 3, 4, 5);
    Table last = told.tables.get(4);
    assertThat(last.columnNames())
        .containsExactly(
            "network", "seed", "epochs", "loss", "test loss", "test accuracy", "seconds");
    assertThat(last.longColumn("seed").asList()).containsExactly(2L, 3L, 1L, 2L, 3L);
    assertThat(last.doubleColumn("test accuracy").get(0))
        .isEqualTo(study.runs().doubleColumn("test accuracy").get(1));
  }

  @Test
  void trainingThatDivergedIsARowThatSaysSo() {
    Recorder told = new Recorder();
    TrainingProcedure training =
        new TrainingProcedure(data, 1, BATCH, KeptNetworks.in(directory, data), told);

    training.trainedAndTested(
        "far",
        SmallNetworks.softmax(
            1, WeightInit.XAVIER_UNIFORM, new Adam(Float.MAX_VALUE), new LossMCXENT()));
    training.trainedAndTested("near", learning(1));

    assertThat(told.tables.get(1).column("loss").getString(0)).isEqualTo("NaN");
    assertThat(told.tables.get(1).stringColumn("network").asList()).containsExactly("far", "near");
  }

  @Test
  void lossOfADivergedTrainingIsNoEmptyCell() {
    SeedStudy study = study(1, 2);
    study.add(
        "far",
        seed ->
            SmallNetworks.softmax(
                seed, WeightInit.XAVIER_UNIFORM, new Adam(Float.MAX_VALUE), new LossMCXENT()));

    assertThat(study.runs().column("test loss").getString(0)).isEqualTo("NaN");
    assertThat(study.table().column("mean loss").getString(0)).isEqualTo("NaN");
  }

  @Test
  void tableTellsMeanSpreadAndCosts() {
    SeedStudy study = study(1, 2, 3);
    study.add("regression", SmallNetworks::learning);

    Table table = study.table();

    double[] accuracies = study.runs().doubleColumn("test accuracy").asDoubleArray();
    Interval expected = Interval.of(accuracies);
    assertThat(table.columnNames())
        .containsExactly(
            "network",
            "mean accuracy",
            "standard deviation",
            "95 % from",
            "to",
            "mean loss",
            "parameters",
            "seconds",
            "memory in MB");
    assertThat(table.doubleColumn("mean accuracy").get(0)).isEqualTo(expected.mean());
    assertThat(table.doubleColumn("standard deviation").get(0))
        .isEqualTo(expected.standardDeviation());
    assertThat(table.doubleColumn("95 % from").get(0)).isEqualTo(expected.low());
    assertThat(table.doubleColumn("to").get(0)).isEqualTo(expected.high());
    assertThat(table.longColumn("parameters").get(0)).isEqualTo(7850);
    assertThat(table.doubleColumn("seconds").get(0)).isPositive();
  }

  /** 61,706 parameters and 784 pixels, then by hand from the shapes of LeNet-5's seven layers. */
  @Test
  void memoryIsThatOfParametersAndAllOutputs() {
    SeedStudy study = study(1, 2);
    study.add("LeNet-5", Architectures::lenet5);

    int outputs = 6 * 28 * 28 + 6 * 14 * 14 + 16 * 10 * 10 + 16 * 5 * 5 + 120 + 84 + 10;
    assertThat(study.table().doubleColumn("memory in MB").get(0))
        .isCloseTo(4e-6 * (61_706 + 784 + outputs), Offset.offset(1e-9));
  }

  @Test
  void sparseLabelsAreGivenToThoseWhoWantThem() {
    SeedStudy study = study(1, 2);
    study.add("padded LeNet-5", Architectures::paddedLenet5);

    assertThat(study.table().doubleColumn("mean accuracy").get(0)).isGreaterThan(0.3);
  }

  @Test
  void aLargeDifferenceIsOneAndItsDirectionIsNamed() {
    SeedStudy study = study(1, 2, 3);
    study.add("zero", SmallNetworks::answeringZero);
    study.add("regression", SmallNetworks::learning);
    study.add("zero again", seed -> answeringZero(seed + 10));

    Table tests = study.tests();

    assertThat(tests.columnNames())
        .containsExactly(
            "network A", "network B", "difference of means", "p value", "corrected p", "verdict");
    assertThat(tests.stringColumn("verdict").asList())
        .containsExactly("regression is better", "no difference shown", "regression is better");
    assertThat(tests.doubleColumn("difference of means").get(0)).isNegative();
    assertThat(tests.doubleColumn("p value").get(1)).isEqualTo(1);
    assertThat(tests.doubleColumn("corrected p").get(0))
        .isGreaterThan(tests.doubleColumn("p value").get(0));
    assertThat(study.conclusion())
        .startsWith("Over 3 seeds, regression has the highest mean test accuracy, 0.")
        .contains("It is better than zero (", "It is better than zero again (")
        .contains("Welch's test: p = ");
  }

  @Test
  void withoutADifferenceNothingIsCalledBetter() {
    SeedStudy study = study(1, 2, 3);
    study.add("one", SmallNetworks::learning);
    study.add("same", seed -> learning(seed + 10));

    assertThat(study.tests().stringColumn("verdict").asList())
        .containsExactly("no difference shown");
    assertThat(study.conclusion())
        .contains("Welch's test shows no difference (p = ")
        .doesNotContain("better");
  }

  @Test
  void mcNemarComparesTheNetworksOfOneSeed() {
    SeedStudy study = study(1, 2);
    study.add("zero", SmallNetworks::answeringZero);
    study.add("regression", SmallNetworks::learning);

    Table tests = study.mcNemar(2);

    assertThat(tests.name()).isEqualTo("McNemar's exact test, seed 2");
    assertThat(tests.stringColumn("verdict").asList()).containsExactly("regression is better");
    int ahead = tests.intColumn("only B right").get(0) - tests.intColumn("only A right").get(0);
    double[] accuracies = study.runs().doubleColumn("test accuracy").asDoubleArray();
    assertThat(ahead).isEqualTo((int) Math.round(200 * (accuracies[3] - accuracies[1])));
    assertThatThrownBy(() -> study.mcNemar(9))
        .hasMessage("No network was trained from the seed 9, only from [1, 2].");
  }

  @Test
  void networkOfTheSameNameIsReplaced() {
    SeedStudy study = study(1, 2);
    study.add("mine", SmallNetworks::learning);
    study.add("mine", SmallNetworks::answeringZero);

    assertThat(study.runs().rowCount()).isEqualTo(2);
    assertThat(study.conclusion()).isEqualTo("A comparison needs at least two networks.");
  }

  @Test
  void fewerThanTwoSeedsAreRefused() {
    assertThatThrownBy(() -> study(7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("A study over seeds needs at least two, all different, but they are [7].");
    assertThatThrownBy(() -> study(7, 7)).hasMessageContaining("but they are [7, 7].");
  }

  private static final class Recorder implements SweepProgress {
    private final List<String> names = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();

    @Override
    public Progress training(String name) {
      names.add(name);
      return Progress.NONE;
    }

    @Override
    public void results(Table trainings) {
      tables.add(trainings);
    }
  }

  /** The kept networks with the time at which each was written. */
  private Map<String, FileTime> written() throws IOException {
    try (var files = Files.walk(directory)) {
      List<Path> networks =
          files.filter(file -> file.getFileName().toString().equals("network.zip")).toList();
      Map<String, FileTime> times = new TreeMap<>();
      for (Path network : networks) {
        times.put(network.toString(), Files.getLastModifiedTime(network));
      }
      return times;
    }
  }
}
