package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.testing.OneDnnPlatform;
import digitlab.testing.OtherJava;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Which way a training takes, and that the reader is told when it is the slower one. */
@OneDnnPlatform
class WayTest {
  private static final Percentage CLOSE = Percentage.withPercentage(0.1);

  private final Mnist data = RealDigits.first(320, 100);
  private final List<String> notes = new ArrayList<>();

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  static List<Function<Long, MultiLayerConfiguration>> networks() {
    return List.of(Architectures::maxPooling, Architectures::averagePooling, Architectures::lenet5);
  }

  @ParameterizedTest
  @MethodSource("networks")
  void compiledTrainingGivesTheHistoryOfThePlainOne(
      Function<Long, MultiLayerConfiguration> architecture) {
    History compiled = train(architecture.apply(1L));
    NativeLibrary.useCompiled(false);
    History plain = train(architecture.apply(1L));

    assertThat(compiled.conditions().way()).isEqualTo("compiled");
    assertThat(plain.conditions().way()).isEqualTo("helpers");
    assertThat(notes).isEmpty();
    assertThat(compiled.last().loss()).isCloseTo(plain.last().loss(), CLOSE);
    assertThat(compiled.last().validationLoss()).isCloseTo(plain.last().validationLoss(), CLOSE);
  }

  @Test
  void unknownUpdaterTakesThePlainWayAndIsNamedOnce() {
    History history =
        train(
            SmallNetworks.softmax(
                1, WeightInit.XAVIER_UNIFORM, new Nesterovs(0.1), new LossMCXENT()));

    assertThat(history.conditions().way()).isEqualTo("stock");
    assertThat(notes).singleElement().asString().contains("take longer", "Nesterovs");
  }

  @Test
  void withoutOneDnnThePortableEngineComputesWithoutAWord() throws Exception {
    OtherJava.Ended ended =
        OtherJava.run(TrainEpochs.class, entry -> !entry.matches(".*dnnl-[^/]*-[a-z]+-[^/]*"), "1");

    assertThat(ended.exitCode()).as(ended.lines().toString()).isZero();
    assertThat(ended.lines()).contains("way compiled (portable)");
    assertThat(ended.lines()).allMatch(line -> line.matches("(way|kilobytes) .*"));
  }

  @Test
  void memoryStaysLevelOverTwentyEpochs() throws Exception {
    OtherJava.Ended ended = OtherJava.run(TrainEpochs.class, entry -> true, "20");

    List<Long> kilobytes =
        ended.lines().stream()
            .filter(line -> line.startsWith("kilobytes "))
            .map(line -> Long.valueOf(line.substring(10)))
            .toList();
    assertThat(kilobytes).as(ended.lines().toString()).hasSize(20);
    assertThat(kilobytes.get(19)).isLessThan(kilobytes.get(1) * 11 / 10);
  }

  private History train(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = SmallNetworks.start(configuration);
    Progress noting =
        new Progress() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    return Trainer.of(network, noting)
        .fit(Batches.shuffled(data.train(), 32, 1), Batches.inOrder(data.test(), 100), 1);
  }
}
