package digitlab.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.compare.Interval;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A wrong explanation is caught by the measures: the curves, the sanity check, the verdict. */
class PlantedFaultsTest {
  private static MultiLayerNetwork trained;
  private static MultiLayerNetwork forgetful;
  private static ImageGradients network;
  private static ImageGradients forgotten;
  private static INDArray images;
  private static int[] answers;
  private static INDArray right;

  @BeforeAll
  static void measureTheRightOne() {
    trained = TrainedLenet.network();
    forgetful = RandomisedWeights.from(0, trained, 2);
    network = ImageGradients.of(trained);
    forgotten = ImageGradients.of(forgetful);
    images = TrainedLenet.images();
    answers = network.answers(images);
    right = method(network).explain(images, answers);
  }

  @AfterAll
  static void close() {
    network.close();
    forgotten.close();
  }

  private static Explanation method(ImageGradients of) {
    return Explanation.integratedGradients(of, 10);
  }

  private static Map<String, INDArray> faults() {
    int[] next = Arrays.stream(answers).map(answer -> (answer + 1) % 10).toArray();
    Map<String, INDArray> faults = new LinkedHashMap<>();
    faults.put("gradient of the wrong class", method(network).explain(images, next));
    faults.put("sign flipped", right.neg());
    faults.put("randomised weights", method(forgotten).explain(images, answers));
    return faults;
  }

  @Test
  void bothCurvesNoticeEveryFault() {
    double[] deletion = Faithfulness.deletion(network, images, answers, right).areas();
    double[] insertion = Faithfulness.insertion(network, images, answers, right).areas();
    faults()
        .forEach(
            (fault, values) -> {
              double[] deleted = Faithfulness.deletion(network, images, answers, values).areas();
              double[] inserted = Faithfulness.insertion(network, images, answers, values).areas();
              assertLarger(fault + ", deletion", deleted, deletion);
              assertLarger(fault + ", insertion", insertion, inserted);
            });
  }

  @Test
  void theVerdictRefusesEveryFaultAndAcceptsTheRightOne() {
    ExplanationStudy study = new ExplanationStudy();
    Map<String, INDArray> all = new LinkedHashMap<>();
    all.put(ExplanationStudy.RANDOM, Explanation.random(1).explain(images, answers));
    all.put(ExplanationStudy.INK, Explanation.ink().explain(images, answers));
    all.put("right", right);
    all.putAll(faults());
    all.put("ink once more", Explanation.ink().explain(images, answers));
    INDArray ofForgotten = method(forgotten).explain(images, answers);
    all.forEach(
        (name, values) ->
            study.add(
                "LeNet-5",
                name,
                Faithfulness.deletion(network, images, answers, values),
                Faithfulness.insertion(network, images, answers, values),
                RankCorrelation.onInk(
                    values, name.startsWith("ink") ? values : ofForgotten, images)));
    Map<String, String> verdicts = new LinkedHashMap<>();
    study.verdicts().forEach(row -> verdicts.put(row.getString(1), row.getString("verdict")));

    assertThat(verdicts.get("right")).isEqualTo("worth looking at");
    assertThat(faults().keySet())
        .allSatisfy(fault -> assertThat(verdicts.get(fault)).as(fault).startsWith("no"));
    assertThat(verdicts.get("ink once more")).isEqualTo("no: hardly depends on the weights");
    assertThat(study.areas().rowCount()).isEqualTo(all.size());
  }

  @Test
  void theSanityCheckTellsForgottenWeightsFromTheSameOnes() {
    double[] same = RankCorrelation.onInk(right, right, images);
    double[] reversed = RankCorrelation.onInk(right, right.neg(), images);
    double[] lost =
        RankCorrelation.onInk(right, method(forgotten).explain(images, answers), images);
    assertThat(Arrays.stream(same)).allMatch(value -> value > 0.999);
    assertThat(Arrays.stream(reversed)).allMatch(value -> value < -0.999);
    assertThat(Math.abs(Interval.of(lost).mean())).isLessThan(0.4);
  }

  @Test
  void weightsAreDrawnAnewFromALayerToTheOutput() {
    assertThat(RandomisedWeights.layersFromTheOutput(trained)).containsExactly(6, 5, 4, 2, 0);
    MultiLayerNetwork half = RandomisedWeights.from(4, trained, 2);
    assertThat(half.getParam("2_W")).isEqualTo(trained.getParam("2_W"));
    for (String drawn : new String[] {"4_W", "5_W", "6_W"}) {
      assertThat(half.getParam(drawn)).isNotEqualTo(trained.getParam(drawn));
    }
  }

  @Test
  void pixelsGoAndComeInTheOrderOfTheExplanation() {
    INDArray order = Nd4j.arange(784).neg().reshape(1, 28, 28);
    INDArray image = images.slice(0).reshape(1, 1, 28, 28);
    Faithfulness deletion = Faithfulness.deletion(network, image, new int[] {7}, order);
    int half =
        IntStream.range(0, deletion.pixels().length)
            .filter(i -> deletion.pixels()[i] == 392)
            .findFirst()
            .orElseThrow();
    INDArray upperGone = image.dup();
    for (int pixel = 0; pixel < 392; pixel++) {
      upperGone.putScalar(new int[] {0, 0, pixel / 28, pixel % 28}, 0);
    }
    assertThat((double) deletion.probabilities()[0][half])
        .isCloseTo(network.probabilities(upperGone).getDouble(0, 7), Offset.offset(1e-5));
    assertThat(deletion.shares()).startsWith(0).endsWith(1);
    assertThat(deletion.mean()).hasSameSizeAs(deletion.pixels());
  }

  @Test
  void whatDoesNotFitIsSaidInWords() {
    assertThatThrownBy(() -> Faithfulness.deletion(network, images, new int[3], right))
        .hasMessage(
            "100 images of shape [100, 1, 28, 28] need as many explanations and classes, but there are explanations of shape [100, 28, 28] and 3 classes.");
    ExplanationStudy study = new ExplanationStudy();
    Faithfulness some = new Faithfulness(new int[] {0, 784}, new float[][] {{1, 0}, {1, 0}});
    study.add("LeNet-5", "saliency", some, some, new double[] {0});
    assertThatThrownBy(study::verdicts)
        .hasMessage(
            "Of LeNet-5 the baseline \"random\" has not been added, with which \"saliency\" is compared.");
  }

  private static void assertLarger(String what, double[] large, double[] small) {
    double[] differences =
        IntStream.range(0, large.length).mapToDouble(i -> large[i] - small[i]).toArray();
    assertThat(Interval.of(differences).low()).as(what).isPositive();
  }
}
