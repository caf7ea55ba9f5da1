package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Fingerprint;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.testing.OneDnnPlatform;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** A training that is ended from outside goes on as if nothing had been, or says why it cannot. */
class CheckpointTest {
  /** 100 images are three full batches and one of four. */
  private static final Mnist DATA = RealDigits.first(100, 50);

  private static final int EPOCHS = 4;

  @TempDir Path directory;

  private final List<String> notes = new ArrayList<>();
  private Map<String, String> environment = Map.of("DIGITLAB_THREADS", "1");

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  static Stream<Arguments> networksAndWays() {
    return Stream.of(
            learning(1),
            Architectures.lenet5(1),
            Architectures.maxPooling(1),
            SmallNetworks.withDropout(1))
        .flatMap(network -> Stream.of(true, false).map(way -> Arguments.of(network, way)));
  }

  @ParameterizedTest
  @MethodSource("networksAndWays")
  void resumedTrainingIsThatOfOneGoBitForBit(MultiLayerConfiguration configuration, boolean way) {
    NativeLibrary.useCompiled(way);
    MultiLayerNetwork oneGo = start(configuration);
    History expected = fit(oneGo, EPOCHS);

    endedIn(2, 3, configuration);
    endedIn(4, 1, configuration);
    MultiLayerNetwork resumed = start(configuration);
    History history = fit(resumed, EPOCHS);

    assertThat(bits(resumed.params())).isEqualTo(bits(oneGo.params()));
    assertThat(bits(resumed.getUpdater().getStateViewArray()))
        .isEqualTo(bits(oneGo.getUpdater().getStateViewArray()));
    assertThat(resumed.getIterationCount()).isEqualTo(oneGo.getIterationCount());
    assertThat(resumed.getEpochCount()).isEqualTo(oneGo.getEpochCount());
    assertThat(withoutTimes(history)).isEqualTo(withoutTimes(expected));
    assertThat(history.conditions()).isEqualTo(expected.conditions());
  }

  @Test
  void readerIsToldWhereItGoesOnAndHowToStartAnew() {
    endedIn(3, 1, learning(1));

    fit(start(learning(1)), EPOCHS);

    assertThat(notes)
        .hasSize(1)
        .first()
        .asString()
        .matches(
            "Goes on after epoch 2 of 4, where .*checkpoint-[0-9a-f]{16}\\.zip was written\\."
                + " To train from the start, delete that file and run the notebook again\\.");
  }

  @Test
  void onlyTheEpochsThatAreMissingAreTrained() {
    endedIn(3, 1, learning(1));
    MultiLayerNetwork resumed = start(learning(1));
    List<Integer> epochs = new ArrayList<>();

    trainer(resumed, batch -> epochs.add(batch.epoch())).fit(training(), validation(), EPOCHS);

    assertThat(epochs).containsExactly(3, 3, 3, 3, 4, 4, 4, 4);
  }

  @Test
  void finishedTrainingLeavesNothing() {
    fit(start(learning(1)), EPOCHS);

    assertThat(files()).isEmpty();
    assertThat(notes).isEmpty();
  }

  @Test
  void trainingCanBeResumedForMoreEpochs() {
    endedIn(3, 1, learning(1));

    assertThat(fit(start(learning(1)), 6).epochs()).hasSize(6);
    assertThat(notes).first().asString().startsWith("Goes on after epoch 2 of 6");
  }

  @Test
  void trainingForFewerEpochsStartsAnewAndLeavesTheFileAlone() throws IOException {
    endedIn(4, 1, learning(1));
    byte[] before = Files.readAllBytes(file());

    MultiLayerNetwork network = start(learning(1));
    fit(network, 2);

    assertThat(network.getIterationCount()).isEqualTo(8);
    assertThat(Files.readAllBytes(file())).isEqualTo(before);
    assertThat(notes).singleElement().asString().contains("has come to epoch 3 already");
  }

  @Test
  void trainedNetworkGoesOnFromItsWeights() {
    MultiLayerNetwork network = start(learning(1));
    fit(network, 1);
    endedIn(3, 1, learning(1));
    byte[] before = read(file());

    History history = fit(network, 1);

    assertThat(network.getIterationCount()).isEqualTo(8);
    assertThat(history.conditions().complete()).isFalse();
    assertThat(notes)
        .containsExactly(
            "The network goes on from the 4 steps that it has taken; no checkpoints are written.");
    assertThat(read(file())).isEqualTo(before);
  }

  @Test
  void stoppedTrainingIsResumedAtItsLastWholeEpoch() {
    MultiLayerNetwork oneGo = start(learning(1));
    fit(oneGo, EPOCHS);
    trainer(
            start(learning(1)),
            batch -> {
              if (batch.epoch() == 3) {
                Thread.currentThread().interrupt();
              }
            })
        .fit(training(), validation(), EPOCHS);
    MultiLayerNetwork resumed = start(learning(1));

    History history = fit(resumed, EPOCHS);

    assertThat(bits(resumed.params())).isEqualTo(bits(oneGo.params()));
    assertThat(history.conditions().complete()).isTrue();
    assertThat(history.conditions().remark()).isEmpty();
  }

  @Test
  void stoppedTrainingThatIsFinishedByASecondRunLeavesNothing() {
    MultiLayerNetwork network = start(learning(1));
    trainer(
            network,
            batch -> {
              if (batch.epoch() == 3) {
                Thread.currentThread().interrupt();
              }
            })
        .fit(training(), validation(), EPOCHS);
    assertThat(files()).hasSize(1);

    fit(network, 1);

    assertThat(files()).isEmpty();
  }

  @Test
  void otherTrainingsHaveOtherCheckpoints() {
    endedIn(3, 1, learning(1));
    MultiLayerNetwork changed = start(learning(1));
    changed.params().addi(1);

    fit(start(learning(2)), 1);
    fit(changed, 1);
    trainer(start(learning(1)), batch -> {})
        .fit(Batches.shuffled(DATA.train(), 16, 1), validation(), 1);
    trainer(start(learning(1)), batch -> {})
        .fit(Batches.shuffled(DATA.train(), 32, 2), validation(), 1);
    trainer(start(learning(1)), batch -> {})
        .fit(Batches.shuffled(DATA.train().range(0, 99), 32, 1), validation(), 1);
    environment = Map.of("DIGITLAB_MAX_IMAGES", "1000");
    fit(start(learning(1)), 1);

    assertThat(notes).isEmpty();
  }

  /** The number of threads leaves no trace in the numbers. */
  @Test
  @OneDnnPlatform
  void otherThreadsThanAtTheBeginningAreNotWorthAWord() {
    environment = Map.of("DIGITLAB_THREADS", "3");
    endedIn(3, 1, Architectures.lenet5(1));
    environment = Map.of("DIGITLAB_THREADS", "2");

    History history = fit(start(Architectures.lenet5(1)), EPOCHS);

    assertThat(history.conditions().threads()).isEqualTo(2);
    assertThat(history.conditions().remark()).isEmpty();
  }

  @Test
  @OneDnnPlatform
  void changeOfThreadsOrWayIsToldAndRecorded() {
    endedIn(3, 1, Architectures.lenet5(1));
    NativeLibrary.useCompiled(false);
    environment = Map.of("DIGITLAB_THREADS", "2");

    History history = fit(start(Architectures.lenet5(1)), EPOCHS);

    String change = "From epoch 3 on: helpers, 2 threads; before: compiled, 1 threads.";
    assertThat(history.conditions().remark()).isEqualTo(change);
    assertThat(notes)
        .last()
        .isEqualTo(change + " The last digits may differ from those of a run in one go.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.01, 0.5, 0.99, 0.9999})
  void cutFileIsRefusedAndKept(double share) throws IOException {
    endedIn(3, 1, learning(1));
    byte[] whole = read(file());
    byte[] cut = Arrays.copyOf(whole, (int) (share * whole.length));
    Files.write(file(), cut);

    assertRefused(share == 0 ? "it is not a checkpoint" : "it is cut off or damaged");
    assertThat(read(file())).isEqualTo(cut);
  }

  /** At the ends of the file lie names and dates of entries, which do not matter. */
  @Test
  void damagedByteIsFoundWhereverItLies() throws IOException {
    endedIn(3, 1, learning(1));
    byte[] whole = read(file());
    for (int at = whole.length / 5; at < whole.length * 4 / 5; at += whole.length / 15) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file(), damaged);

      assertRefused("it");
    }
  }

  @Test
  void fileThatIsNoCheckpointIsRefused() throws IOException {
    endedIn(3, 1, learning(1));
    Files.writeString(file(), "holiday pictures");
    assertRefused("it is not a checkpoint");

    start(learning(1)).save(file().toFile());
    assertRefused("it is not a checkpoint: it has no manifest.properties");

    Files.delete(file());
    assertThat(fit(start(learning(1)), 1).epochs()).hasSize(1);
  }

  @Test
  void checkpointOfAnotherTrainingIsRefused() throws IOException, UnusableCheckpoint {
    endedIn(3, 1, learning(1));
    Checkpoint ours = CheckpointFile.read(file());
    Map<String, String> reasons =
        Map.of(
            "version",
                "version other of the library wrote it, and this is version "
                    + TrainedNetworks.LIBRARY_VERSION,
            "network", "it belongs to another network, or to another seed",
            "training", "it was trained on other, but this training is on 100 images in batches",
            "validation", "it was validated on other, but this training on 50 images in batches",
            "caps", "it belongs to a run with other caps (\"other\", now \"\")");
    for (var reason : reasons.entrySet()) {
      Map<String, String> fields = new HashMap<>(ours.key().fields());
      fields.put(reason.getKey(), "other");
      CheckpointFile.write(
          new Checkpoint(
              CheckpointKey.of(fields),
              ours.iterations(),
              ours.order(),
              ours.random(),
              ours.history(),
              ours.network()),
          file());
      byte[] foreign = read(file());

      assertRefused(reason.getValue());
      assertThat(read(file())).isEqualTo(foreign);
    }
  }

  @Test
  void fileThatAppearsMeanwhileIsNotOverwritten() {
    endedIn(4, 1, learning(1));
    byte[] further = read(file());
    delete(file());
    boolean[] put = {false};

    trainer(
            start(learning(1)),
            batch -> {
              if (!put[0]) {
                put[0] = true;
                write(runs().resolve(name), further);
              }
            })
        .fit(training(), validation(), 2);

    assertThat(read(file())).isEqualTo(further);
    assertThat(notes).singleElement().asString().contains("has come further than this training");
  }

  @Test
  void trainingGoesOnWithoutCheckpointsWhereNothingCanBeWritten() throws IOException {
    Files.writeString(runs(), "a file, not a directory");

    History history = fit(start(learning(1)), EPOCHS);

    assertThat(history.epochs()).hasSize(EPOCHS);
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith("No checkpoint could be written to " + runs())
        .endsWith("Is the disk full or read-only? The training goes on without.");
  }

  @Test
  void iteratorThatCannotBeSetToAPlaceIsToldOf() {
    DataSetIterator other = new ExistingDataSetIterator(List.of(training().next()));

    trainer(start(learning(1)), batch -> {}).fit(other, validation(), 2);

    assertThat(notes)
        .containsExactly(
            "No checkpoints are written: only Batches without a pre-processor can be set to a place in their order. If the kernel is ended, the training starts anew.");
    assertThat(files()).isEmpty();
  }

  private String name;

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> fit(start(learning(1)), EPOCHS))
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith("The checkpoint %s cannot be used: %s".formatted(file(), reason))
        .hasMessageEndingWith(
            "Delete it or move it away, then run the cell again: the training starts anew.");
  }

  /** Trains, as far as it gets: to a batch at which the process ends, so to speak. */
  private void endedIn(int epoch, int batch, MultiLayerConfiguration configuration) {
    class Ended extends RuntimeException {}
    Watcher killer =
        progress -> {
          if (progress.epoch() == epoch && progress.batch() == batch) {
            throw new Ended();
          }
        };
    assertThatThrownBy(
            () -> trainer(start(configuration), killer).fit(training(), validation(), EPOCHS))
        .isInstanceOf(Ended.class);
    notes.clear();
    name = files().get(0).getFileName().toString();
  }

  private interface Watcher {
    void batch(BatchProgress batch);
  }

  private History fit(MultiLayerNetwork network, int epochs) {
    return trainer(network, batch -> {}).fit(training(), validation(), epochs);
  }

  private Trainer trainer(MultiLayerNetwork network, Watcher watcher) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("DIGITLAB_RUNS", runs().toString());
    Progress watching =
        new Progress() {
          @Override
          public void onTrainBatchEnd(BatchProgress batch) {
            watcher.batch(batch);
          }

          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    return Trainer.of(network, watching, new Settings(all, directory)).withCheckpoints();
  }

  private static Batches training() {
    return Batches.shuffled(DATA.train(), 32, 1);
  }

  private static Batches validation() {
    return Batches.inOrder(DATA.test(), 20);
  }

  private Path runs() {
    return directory.resolve("runs");
  }

  private Path file() {
    return runs().resolve(name);
  }

  private List<Path> files() {
    if (!Files.exists(runs())) {
      return List.of();
    }
    try (var files = Files.list(runs())) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ND4J calls arrays equal that are nearly so. */
  private static String bits(INDArray array) {
    try {
      return Fingerprint.of(Nd4j.toByteArray(array));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<List<Double>> withoutTimes(History history) {
    return history.epochs().stream()
        .map(e -> List.of(e.loss(), e.accuracy(), e.validationLoss(), e.validationAccuracy()))
        .toList();
  }
}
