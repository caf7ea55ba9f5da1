package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.testing.RealDigits;
import digitlab.train.TrainedNetworks.Trained;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainedNetworksTest {
  private static final Mnist DATA = RealDigits.first(64, 20);

  @TempDir Path directory;

  @Test
  void keptNetworkIsFoundWithItsHistory() {
    for (MultiLayerConfiguration configuration : List.of(learning(1), Architectures.lenet5(1))) {
      MultiLayerNetwork network = start(configuration);
      History history = keep(network);

      Trained found = kept(Map.of()).find(configuration, 2, 32).orElseThrow();

      assertThat(found.network().params()).isEqualTo(network.params());
      assertThat(found.network().getUpdater().getStateViewArray())
          .isEqualTo(network.getUpdater().getStateViewArray());
      assertThat(found.network().getEpochCount()).isEqualTo(2);
      assertThat(found.history()).isEqualTo(history);
    }
  }

  @Test
  void foundNetworkTrainsOnAsTheKeptOneWould() {
    MultiLayerNetwork network = start(Architectures.lenet5(1));
    keep(network);
    MultiLayerNetwork found =
        kept(Map.of()).find(Architectures.lenet5(1), 2, 32).orElseThrow().network();

    network.fit(Batches.shuffled(DATA.train(), 32, 9));
    found.fit(Batches.shuffled(DATA.train(), 32, 9));

    assertThat(found.params()).isEqualTo(network.params());
  }

  @Test
  void stoppedTrainingIsNotKeptAndTheReaderIsTold() {
    List<String> notes = new ArrayList<>();
    Progress noting =
        new Progress() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    History stopped =
        new History(
            List.of(new Epoch(1, 1, 0, 1, 0, 1, 1)),
            new History.Conditions("stock", 1, 32, "", "Stopped after epoch 1 of 2.", "", false));

    kept(Map.of()).keep(start(learning(1)), stopped, 2, noting);

    assertThat(kept(Map.of()).find(learning(1), 2, 32)).isEmpty();
    assertThat(notes)
        .containsExactly(
            "The network is not kept for other notebooks, only one that is trained anew through all epochs is. Stopped after epoch 1 of 2.");
  }

  /** Its weights are not those after the epochs that its place promises. */
  @Test
  void earlyStoppedTrainingDoesNotTakeThePlaceOfTheFullOne() {
    MultiLayerNetwork full = start(learning(1));
    keep(full);
    MultiLayerNetwork early = start(learning(1));
    History history =
        Trainer.of(early, Progress.NONE)
            .earlyStopping(1)
            .fit(Batches.shuffled(DATA.train(), 32, 1), Batches.inOrder(DATA.test(), 20), 2);

    assertThat(history.conditions().complete()).isFalse();
    kept(Map.of()).keep(early, history, 2, Progress.NONE);

    assertThat(kept(Map.of()).find(learning(1), 2, 32).orElseThrow().network().params())
        .isEqualTo(full.params());
  }

  @Test
  void nothingIsFoundInAnEmptyDirectory() {
    assertThat(kept(Map.of()).find(learning(1), 2, 32)).isEmpty();
  }

  @Test
  void anotherTrainingIsNotFound() {
    keep(start(learning(1)));

    assertThat(kept(Map.of()).find(learning(2), 2, 32)).as("seed").isEmpty();
    assertThat(kept(Map.of()).find(Architectures.lenet5(1), 2, 32)).as("layers").isEmpty();
    assertThat(kept(Map.of()).find(learning(1), 3, 32)).as("epochs").isEmpty();
    assertThat(kept(Map.of()).find(learning(1), 2, 64)).as("batch size").isEmpty();
  }

  @Test
  void quickResultIsNotFoundInAFullRun() {
    keep(start(learning(1)), Map.of("DIGITLAB_MAX_IMAGES", "64"));

    assertThat(kept(Map.of()).find(learning(1), 2, 32)).isEmpty();
    assertThat(kept(Map.of("DIGITLAB_MAX_IMAGES", "65")).find(learning(1), 2, 32)).isEmpty();
    assertThat(kept(Map.of("DIGITLAB_MAX_EPOCHS", "2")).find(learning(1), 2, 32)).isEmpty();
    assertThat(kept(Map.of("DIGITLAB_MAX_IMAGES", "64")).find(learning(1), 2, 32)).isPresent();
  }

  @Test
  void anotherDataSetIsNotFound() {
    keep(start(learning(1)));
    TrainedNetworks other = TrainedNetworks.on(RealDigits.first(64, 21), settings(Map.of()));

    assertThat(other.find(learning(1), 2, 32)).isEmpty();
  }

  @Test
  void keepingAgainReplaces() {
    keep(start(learning(1)));
    MultiLayerNetwork second = start(learning(1));
    second.params().addi(1);
    keep(second);

    assertThat(kept(Map.of()).find(learning(1), 2, 32).orElseThrow().network().params())
        .isEqualTo(second.params());
    assertThat(places()).hasSize(1);
  }

  @Test
  void halfWrittenNetworkIsNotFound() throws IOException {
    keep(start(learning(1)));
    Files.delete(places().get(0).resolve("history.csv"));

    assertThat(kept(Map.of()).find(learning(1), 2, 32)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.5, 0.99})
  void damagedNetworkNamesTheDirectoryAndTheFix(double share) throws IOException {
    keep(start(learning(1)));
    Path zip = places().get(0).resolve("network.zip");
    byte[] whole = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(whole, (int) (share * whole.length)));

    assertUnreadable();
  }

  @Test
  void networkThatIsNoZipNamesTheDirectoryAndTheFix() throws IOException {
    keep(start(learning(1)));
    Files.writeString(places().get(0).resolve("network.zip"), "not a network ".repeat(100));

    assertUnreadable();
  }

  @Test
  void missingNetworkNamesTheDirectoryAndTheFix() throws IOException {
    keep(start(learning(1)));
    Files.delete(places().get(0).resolve("network.zip"));

    assertUnreadable();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "epoch,loss\n", "epoch,loss\n1,0.5\n", "epoch,loss\none,two\n"})
  void damagedHistoryNamesTheDirectoryAndTheFix(String content) throws IOException {
    keep(start(learning(1)));
    Files.writeString(places().get(0).resolve("history.csv"), content);

    assertUnreadable();
  }

  @Test
  void directoryThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(directory.resolve("runs"), "a file, not a directory");

    assertThatThrownBy(() -> keep(start(learning(1))))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("could not be written to " + file)
        .hasMessageContaining("Is the disk full or read-only?");
  }

  private void assertUnreadable() {
    Path place = places().get(0);
    assertThatThrownBy(() -> kept(Map.of()).find(learning(1), 2, 32))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("The trained network in " + place + " cannot be read")
        .hasMessageEndingWith("Delete that directory and train again.")
        .hasMessageNotContaining("null");
  }

  private History keep(MultiLayerNetwork network) {
    return keep(network, Map.of());
  }

  private History keep(MultiLayerNetwork network, Map<String, String> caps) {
    History history =
        Trainer.of(network, Progress.NONE)
            .fit(Batches.shuffled(DATA.train(), 32, 1), Batches.inOrder(DATA.test(), 20), 2);
    kept(caps).keep(network, history, 2);
    return history;
  }

  private TrainedNetworks kept(Map<String, String> caps) {
    return TrainedNetworks.on(DATA, settings(caps));
  }

  private Settings settings(Map<String, String> caps) {
    Map<String, String> environment = new HashMap<>(caps);
    environment.put("DIGITLAB_RUNS", directory.resolve("runs").toString());
    return new Settings(environment, directory);
  }

  private List<Path> places() {
    try (var places = Files.list(directory.resolve("runs"))) {
      return places.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
