package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.settings.Settings;
import digitlab.train.History.Conditions;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class HistoryTest {
  private static final Conditions PLAIN = new Conditions("helpers", 2, 32, "", "");

  @TempDir Path directory;

  @Test
  void tableHasKerasNamesAndTheValues() {
    Table table = new History(List.of(new Epoch(1, 0.5, 0.8, 0.25, 0.9, 12.5, 1.5)), PLAIN).table();

    assertThat(table.columnNames())
        .containsExactly(
            "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds", "val_seconds");
    assertThat(table.row(0).getInt("epoch")).isEqualTo(1);
    assertThat(table.row(0).getDouble("val_loss")).isEqualTo(0.25);
    assertThat(table.row(0).getDouble("val_accuracy")).isEqualTo(0.9);
    assertThat(table.row(0).getDouble("seconds")).isEqualTo(12.5);
  }

  @Test
  void secondsPerEpochIsTheMeanOfTheTraining() {
    History history =
        new History(
            List.of(new Epoch(1, 1, 1, 1, 1, 10, 5), new Epoch(2, 1, 1, 1, 1, 20, 5)), PLAIN);

    assertThat(history.secondsPerEpoch()).isEqualTo(15);
    assertThat(history.last().number()).isEqualTo(2);
  }

  @Test
  void bestEpochHasTheLowestValidationLoss() {
    History history =
        new History(
            List.of(
                new Epoch(1, 1, 1, Double.NaN, 1, 1, 1),
                new Epoch(2, 1, 1, 0.5, 1, 1, 1),
                new Epoch(3, 0, 1, 0.5, 1, 1, 1),
                new Epoch(4, 0, 1, 0.7, 1, 1, 1)),
            PLAIN);

    assertThat(history.best().number()).isEqualTo(2);
  }

  @Test
  void historyNotedByHandKnowsItsConditions() {
    Conditions conditions =
        History.byHand(List.of(new Epoch(5, 1, 1, 1, 1, 1, 1)), 100).conditions();

    assertThat(conditions.way()).isEqualTo(NativeLibrary.helpersOn() ? "helpers" : "stock");
    assertThat(conditions.batchSize()).isEqualTo(100);
    assertThat(conditions.caps()).isEqualTo(Settings.current().capsInWords());
  }

  @Test
  void emptyHistoryHasNoLastEpoch() {
    assertThatThrownBy(() -> new History(List.of(), PLAIN).last())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("The history is empty: no epoch has been finished yet.");
  }

  @Test
  void fileKeepsEveryBitOfEveryNumber() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    List<Epoch> epochs =
        IntStream.rangeClosed(1, 50)
            .mapToObj(
                n ->
                    new Epoch(
                        n,
                        random.nextDouble() * 1e-9,
                        random.nextDouble(),
                        random.nextDouble() * 1e9,
                        1.0 / 3 / n,
                        n * 0.1,
                        0))
            .toList();

    assertRoundTrip(new History(epochs, PLAIN));
  }

  @Test
  void fileKeepsTheWords() throws IOException {
    assertRoundTrip(
        new History(
            List.of(new Epoch(1, 0.5, 1, 0, 0, 1, 1)),
            new Conditions(
                "stock",
                16,
                128,
                "Capped run: at most 1 epoch, at most 2,000 training and 1,000 test images.",
                "With one thread from batch 41 of epoch 2 on: the machine had become \"busy\".")));
  }

  /** A training with too large a learning rate ends like this. */
  @Test
  void fileKeepsALossThatIsNoNumber() throws IOException {
    assertRoundTrip(
        new History(
            List.of(
                new Epoch(1, Double.POSITIVE_INFINITY, 0.1, 2.5, 0.1, 1, 1),
                new Epoch(2, Double.NaN, 0.1, Double.NaN, 0.1, 1, 1)),
            PLAIN));
  }

  @Test
  void tableNamesTheLoss() {
    List<Epoch> epochs = List.of(new Epoch(1, 1, 1, 1, 1, 1, 1));

    assertThat(new History(epochs, withLoss("mean squared error")).table().name())
        .isEqualTo("Training history (loss: mean squared error)");
    assertThat(new History(epochs, PLAIN).table().name()).isEqualTo("Training history");
  }

  @Test
  void fileKeepsTheNameOfTheLoss() throws IOException {
    assertRoundTrip(
        new History(List.of(new Epoch(1, 1, 1, 1, 1, 1, 1)), withLoss("mean squared error")));
  }

  @Test
  void fileOfAnEarlierVersionNamesNoLoss() {
    String text = HistoryFile.text(new History(List.of(new Epoch(1, 1, 1, 1, 1, 1, 1)), PLAIN));
    String earlier = text.replaceAll("(?m),(loss_function|\"\"|)$", "");

    assertThat(earlier).doesNotContain("loss_function");
    assertThat(HistoryFile.parse(new StringReader(earlier)).conditions().loss()).isEmpty();
  }

  /** Stopped twice, a training gives up its last validation. */
  @Test
  void validationThatWasGivenUpIsNoDivergence() {
    History stopped =
        new History(List.of(new Epoch(1, 0.5, 0.8, Double.NaN, Double.NaN, 1, 1)), PLAIN);

    assertThat(stopped.diverged()).isFalse();
    assertThat(stopped.table().column("val_loss").getString(0)).isEmpty();
  }

  private static Conditions withLoss(String name) {
    return new Conditions("helpers", 2, 32, "", "", name, true);
  }

  private void assertRoundTrip(History history) throws IOException {
    Path file = directory.resolve("history.csv");
    HistoryFile.write(history, file);

    assertThat(Files.readAllLines(file)).hasSize(history.epochs().size() + 1);
    assertThat(HistoryFile.read(file)).isEqualTo(history);
  }
}
