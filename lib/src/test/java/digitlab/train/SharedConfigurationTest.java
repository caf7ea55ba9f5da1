package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.settings.Settings;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * Deeplearning4j counts the iterations of a network in its configuration object. A network that is
 * made anew from the same object is a new one all the same.
 */
class SharedConfigurationTest {
  private final Mnist data = RealDigits.first(100, 50);
  private final List<String> notes = new ArrayList<>();
  private Settings settings;

  @TempDir Path directory;

  @BeforeEach
  void settings() {
    settings =
        new Settings(
            Map.of("DIGITLAB_THREADS", "1", "DIGITLAB_RUNS", directory.toString()), Path.of(""));
  }

  @AfterEach
  void compiledWithHelpersAgain() {
    NativeLibrary.useCompiled(true);
    NativeLibrary.useHelpers(true);
  }

  static Stream<Arguments> networksAndWays() {
    return Stream.of("compiled", "helpers", "stock")
        .flatMap(
            way ->
                Stream.of(
                        learning(1),
                        SmallNetworks.withDropout(1),
                        Architectures.lenet5(1),
                        withSgd(new Sgd(0.1)),
                        withSgd(new Sgd(new ExponentialSchedule(ScheduleType.ITERATION, 1, 0.5))))
                    .map(configuration -> Arguments.of(way, configuration)));
  }

  @ParameterizedTest
  @MethodSource("networksAndWays")
  void newNetworkOfATrainedConfigurationIsTrainedLikeTheFirst(
      String way, MultiLayerConfiguration configuration) {
    take(way);
    MultiLayerNetwork first = newNetwork(configuration);
    History firstHistory = fit(first, 2);
    MultiLayerNetwork second = newNetwork(configuration);
    History secondHistory = fit(second, 2);

    assertThat(second.params().toFloatVector()).isEqualTo(first.params().toFloatVector());
    assertThat(secondHistory.last().loss()).isEqualTo(firstHistory.last().loss());
    assertThat(secondHistory.conditions()).isEqualTo(firstHistory.conditions());
    assertThat(secondHistory.conditions().complete()).isTrue();
    assertThat(second.getIterationCount()).isEqualTo(8);
    assertThat(second.getEpochCount()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("networksAndWays")
  void newNetworkIsNewAfterDeeplearning4jsOwnFitToo(
      String way, MultiLayerConfiguration configuration) {
    take(way);
    MultiLayerNetwork first = newNetwork(configuration);
    fit(first, 1);
    newNetwork(configuration).fit(training(), 2);
    MultiLayerNetwork second = newNetwork(configuration);
    History history = fit(second, 1);

    assertThat(second.params().toFloatVector()).isEqualTo(first.params().toFloatVector());
    assertThat(history.conditions().complete()).isTrue();
    assertThat(second.getIterationCount()).isEqualTo(4);
  }

  @Test
  void bothNetworksGoOnFromTheirOwnSteps() {
    MultiLayerConfiguration configuration = learning(1);
    MultiLayerNetwork alone = newNetwork(learning(1));
    fit(alone, 1);
    fit(alone, 1);

    MultiLayerNetwork first = newNetwork(configuration);
    fit(first, 1);
    fit(newNetwork(configuration), 3);
    History more = fit(first, 1);

    assertThat(more.conditions().remark())
        .isEqualTo("Went on from a network that had taken 4 steps.");
    assertThat(first.getIterationCount()).isEqualTo(8);
    assertThat(first.params().toFloatVector()).isEqualTo(alone.params().toFloatVector());
  }

  @Test
  void newNetworkGetsCheckpointsAndIsKept() {
    MultiLayerConfiguration configuration = learning(1);
    fit(newNetwork(configuration), 1);
    newNetwork(configuration).fit(training(), 1);
    MultiLayerNetwork second = newNetwork(configuration);

    History history =
        Trainer.of(second, noting(), settings)
            .withCheckpoints()
            .fit(training(), Batches.inOrder(data.test(), 50), 2);
    TrainedNetworks kept = TrainedNetworks.on(data, settings);
    kept.keep(second, history, 2, noting());

    assertThat(notes).isEmpty();
    assertThat(kept.find(learning(1), 2, 32)).isPresent();
  }

  @Test
  void networkLoadedWithoutItsUpdaterIsNotNew() throws IOException {
    MultiLayerNetwork trained = newNetwork(learning(1));
    fit(trained, 1);
    Path file = directory.resolve("network.zip");
    trained.save(file.toFile(), false);

    History history = fit(MultiLayerNetwork.load(file.toFile(), false), 1);

    assertThat(history.conditions().complete()).isFalse();
    assertThat(history.conditions().remark())
        .isEqualTo("Went on from a network that had taken 4 steps.");
  }

  @Test
  void learningRateThatIsSetAfterATrainingIsObeyedAndSaved() throws IOException {
    MultiLayerNetwork network = newNetwork(learning(1));
    fit(network, 1);
    float[] before = network.params().toFloatVector();
    network.setLearningRate(0);

    fit(network, 1);
    Path file = directory.resolve("network.zip");
    network.save(file.toFile(), true);

    assertThat(network.params().toFloatVector()).isEqualTo(before);
    assertThat(MultiLayerNetwork.load(file.toFile(), true).getLearningRate(0)).isZero();
  }

  private static MultiLayerConfiguration withSgd(Sgd sgd) {
    return SmallNetworks.softmax(1, WeightInit.XAVIER_UNIFORM, sgd, new LossMCXENT());
  }

  private static void take(String way) {
    NativeLibrary.useCompiled(way.equals("compiled"));
    NativeLibrary.useHelpers(!way.equals("stock"));
  }

  private static MultiLayerNetwork newNetwork(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private History fit(MultiLayerNetwork network, int epochs) {
    return Trainer.of(network, noting(), settings)
        .fit(training(), Batches.inOrder(data.test(), 50), epochs);
  }

  private Batches training() {
    return Batches.shuffled(data.train(), 32, 1);
  }

  private Progress noting() {
    return new Progress() {
      @Override
      public void note(String sentence) {
        notes.add(sentence);
      }
    };
  }
}
