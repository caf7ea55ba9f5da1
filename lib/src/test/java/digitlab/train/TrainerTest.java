package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.settings.Settings;
import digitlab.step.EvaluationResult;
import digitlab.testing.OneDnnPlatform;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

class TrainerTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-5);

  /** 100 images are three full batches and one of four. */
  private final Mnist data = RealDigits.first(100, 50);

  /** One number of threads for all: which is faster may change from one training to the next. */
  private final Settings settings = new Settings(Map.of("DIGITLAB_THREADS", "1"), Path.of(""));

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  @Test
  void historyHasAnEpochForEachNumberedFromOne() {
    History history = fit(start(learning(1)), 3);

    assertThat(history.epochs()).extracting(Epoch::number).containsExactly(1, 2, 3);
    assertThat(history.table().columnNames())
        .containsExactly(
            "epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds", "val_seconds");
    assertThat(history.last().loss()).isLessThan(history.epochs().get(0).loss());
  }

  @Test
  void conditionsAreRecorded() {
    NativeLibrary.useCompiled(false);

    History.Conditions conditions = fit(start(learning(1)), 1).conditions();

    assertThat(conditions)
        .isEqualTo(
            new History.Conditions(
                "stock", NativeLibrary.threads(), 32, "", "", "cross-entropy", true));
  }

  @Test
  @OneDnnPlatform
  void wayOfTheStepsIsRecorded() {
    assertThat(fit(start(Architectures.lenet5(1)), 1).conditions().way()).isEqualTo("compiled");

    NativeLibrary.useCompiled(false);
    assertThat(fit(start(Architectures.lenet5(1)), 1).conditions().way()).isEqualTo("helpers");
  }

  @Test
  @OneDnnPlatform
  void networkThatCannotBeCompiledIsTrainedAllTheSameAndToldWhy() {
    List<String> notes = new ArrayList<>();
    Progress listening =
        new Progress() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    MultiLayerConfiguration withSgd = SmallNetworks.answeringZero(1);

    History history = Trainer.of(start(withSgd), listening).fit(training(1), test(), 1);

    assertThat(history.conditions().way()).isEqualTo("stock");
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith("Trained by Deeplearning4j's own steps")
        .contains("Sgd");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void sameSeedGivesTheSameHistoryBitForBit(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    for (MultiLayerConfiguration configuration :
        List.of(Architectures.lenet5(1), Architectures.maxPooling(1))) {
      MultiLayerNetwork first = start(configuration);
      MultiLayerNetwork second = start(configuration);

      assertThat(withoutTimes(fit(first, 2))).isEqualTo(withoutTimes(fit(second, 2)));
      assertThat(first.params().toFloatVector()).containsExactly(second.params().toFloatVector());
    }
  }

  @Test
  void anotherSeedOfTheBatchesGivesAnotherHistory() {
    History one = trainer(start(learning(1))).fit(training(1), test(), 1);
    History two = trainer(start(learning(1))).fit(training(2), test(), 1);

    assertThat(withoutTimes(one)).isNotEqualTo(withoutTimes(two));
  }

  @Test
  void parametersOfPlainStepsAreThoseOfDeeplearning4jsOwnFit() {
    NativeLibrary.useCompiled(false);
    for (MultiLayerConfiguration configuration :
        List.of(Architectures.lenet5(3), Architectures.averagePooling(3))) {
      MultiLayerNetwork ours = start(configuration);
      MultiLayerNetwork plain = start(configuration);

      fit(ours, 2);
      plain.fit(training(1), 2);

      assertThat(ours.params().toFloatVector()).containsExactly(plain.params().toFloatVector());
      assertThat(ours.getIterationCount()).isEqualTo(plain.getIterationCount()).isEqualTo(8);
      assertThat(ours.getEpochCount()).isEqualTo(plain.getEpochCount()).isEqualTo(2);
    }
  }

  /** As in Keras: the mean over examples of what each batch gave before its update. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void lossAndAccuracyAreRunningMeansOverTheExamples(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork twin = start(Architectures.lenet5(1));
    Batches batches = training(1);
    double loss = 0;
    int correct = 0;
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      loss += twin.score(batch) * batch.numExamples();
      INDArray predicted = twin.output(batch.getFeatures()).argMax(1);
      correct +=
          predicted
              .eq(batch.getLabels().argMax(1))
              .castTo(predicted.dataType())
              .sumNumber()
              .intValue();
      twin.fit(batch);
    }

    Epoch epoch = fit(start(Architectures.lenet5(1)), 1).last();

    assertThat(epoch.loss()).isCloseTo(loss / 100, ROUNDING);
    assertThat(epoch.accuracy()).isEqualTo(correct / 100.0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void validationIsThatOfTheNetworkAfterTheEpoch(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = start(learning(1));
    Epoch last = fit(network, 2).last();

    assertThat(last.validationAccuracy()).isEqualTo(network.evaluate(test()).accuracy());
    assertThat(last.validationLoss())
        .isCloseTo(network.score(Batches.inOrder(data.test(), 50).next()), ROUNDING);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listenersOfDeeplearning4jAreCalled(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    List<String> calls = new ArrayList<>();
    MultiLayerNetwork network = start(learning(1));
    network.setListeners(new Recorder(calls));

    fit(network, 2);

    List<String> epoch = List.of("start", "step", "step", "step", "step", "end");
    List<String> both = new ArrayList<>(epoch);
    both.addAll(epoch);
    assertThat(calls).containsExactlyElementsOf(both);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void listenersAreCalledInASecondTrainingToo(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    List<String> calls = new ArrayList<>();
    MultiLayerNetwork network = start(learning(1));
    fit(network, 1);
    network.setListeners(new Recorder(calls));

    fit(network, 1);
    network.fit(test().next());

    assertThat(calls).containsExactly("start", "step", "step", "step", "step", "end", "step");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingOfTheTrainerStaysInTheNetwork(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = start(learning(1));
    Recorder own = new Recorder(new ArrayList<>());
    network.setListeners(own);

    fit(network, 1);

    assertThat(network.getListeners()).containsExactly(own);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void nothingOfTheTrainerStaysAfterAnError(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = start(learning(1));
    List<String> calls = new ArrayList<>();
    Progress failing =
        new Progress() {
          @Override
          public void onTrainBatchEnd(BatchProgress batch) {
            throw new IllegalStateException("stop here");
          }

          @Override
          public void ended() {
            calls.add("ended");
          }
        };

    assertThatThrownBy(() -> Trainer.of(network, failing).fit(training(1), test(), 1))
        .hasMessage("stop here");

    assertThat(network.getListeners()).isEmpty();
    assertThat(calls).containsExactly("ended");
  }

  @Test
  void trainingCanGoOnInTheSameNetwork() {
    MultiLayerNetwork network = start(learning(1));
    fit(network, 1);
    History second = fit(network, 2);

    assertThat(second.epochs()).extracting(Epoch::number).containsExactly(1, 2);
    assertThat(network.getEpochCount()).isEqualTo(3);
  }

  @Test
  void capOnEpochsIsObeyedAndRecorded() {
    Settings capped = new Settings(Map.of("DIGITLAB_MAX_EPOCHS", "2"), Path.of(""));
    MultiLayerNetwork network = start(learning(1));

    History history = Trainer.of(network, Progress.NONE, capped).fit(training(1), test(), 5);

    assertThat(history.epochs()).hasSize(2);
    assertThat(history.conditions().caps()).isEqualTo("Capped run: at most 2 epochs.");
  }

  @Test
  void capAboveTheEpochsChangesNothing() {
    Settings capped = new Settings(Map.of("DIGITLAB_MAX_EPOCHS", "9"), Path.of(""));

    assertThat(
            Trainer.of(start(learning(1)), Progress.NONE, capped)
                .fit(training(1), test(), 2)
                .epochs())
        .hasSize(2);
  }

  @Test
  void lessThanOneEpochIsRefused() {
    assertThatThrownBy(() -> fit(start(learning(1)), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Training takes at least 1 epoch, but 0 were asked for.");
  }

  @Test
  void iteratorWithoutBatchesIsRefused() {
    DataSetIterator empty = new ExistingDataSetIterator(List.of());

    assertThatThrownBy(() -> trainer(start(learning(1))).fit(empty, test(), 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The training iterator has no batch.");
  }

  @Test
  void validationWithoutBatchesIsRefused() {
    DataSetIterator empty = new ExistingDataSetIterator(List.of());

    assertThatThrownBy(() -> EvaluationResult.of(start(learning(1)), empty))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("There is no batch to evaluate the network on.");
  }

  /**
   * Deeplearning4j takes integer labels with this loss; the figures must not depend on the form.
   */
  @Test
  void integerLabelsGiveTheSameHistory() {
    MultiLayerConfiguration sparse =
        SmallNetworks.softmax(1, WeightInit.XAVIER_UNIFORM, new Adam(1e-3), new LossSparseMCXENT());
    MultiLayerConfiguration oneHot =
        SmallNetworks.softmax(1, WeightInit.XAVIER_UNIFORM, new Adam(1e-3), new LossMCXENT());

    Epoch integers = trainer(start(sparse)).fit(integers(training(1)), integers(test()), 1).last();
    Epoch vectors = fit(start(oneHot), 1).last();

    assertThat(integers.loss()).isCloseTo(vectors.loss(), ROUNDING);
    assertThat(integers.accuracy()).isEqualTo(vectors.accuracy());
    assertThat(integers.validationLoss()).isCloseTo(vectors.validationLoss(), ROUNDING);
    assertThat(integers.validationAccuracy()).isEqualTo(vectors.validationAccuracy());
  }

  @Test
  void batchOfOneImageIsTrainedAndScored() {
    Mnist one = RealDigits.first(33, 33);
    History history =
        trainer(start(learning(1)))
            .fit(Batches.shuffled(one.train(), 32, 1), Batches.inOrder(one.test(), 32), 1);

    assertThat(history.last().accuracy() * 33)
        .isCloseTo(Math.rint(history.last().accuracy() * 33), ROUNDING);
    assertThat(history.last().validationLoss()).isFinite();
  }

  @Test
  void networkThatEndsInALossLayerIsTrained() {
    MultiLayerConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(1e-3))
            .list()
            .layer(new DenseLayer.Builder().nOut(10).activation(Activation.IDENTITY).build())
            .layer(
                new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(28, 28, 1))
            .build();

    Epoch last = fit(start(configuration), 5).last();

    assertThat(last.accuracy()).isGreaterThan(0.5);
    assertThat(last.validationLoss()).isFinite();
  }

  @Test
  void networkWithoutALossIsRefusedBeforeItIsScored() {
    MultiLayerNetwork network =
        start(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(10).build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());

    assertThatThrownBy(() -> EvaluationResult.of(network, test()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be an OutputLayer or LossLayer with a loss function");
  }

  @Test
  void progressSeesEveryBatchAndEpoch() {
    List<BatchProgress> batches = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    Progress recorder =
        new Progress() {
          @Override
          public void onTrainBatchEnd(BatchProgress batch) {
            batches.add(batch);
          }

          @Override
          public void onEpochEnd(EpochProgress epoch) {
            epochs.add(epoch.number());
          }
        };

    History history = Trainer.of(start(learning(1)), recorder).fit(training(1), test(), 2);

    assertThat(batches).extracting(BatchProgress::batch).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
    assertThat(batches).extracting(BatchProgress::images).startsWith(32, 64, 96, 100);
    assertThat(batches).extracting(BatchProgress::batches).containsOnly(4);
    assertThat(batches.get(7).loss()).isEqualTo(history.last().loss());
    assertThat(batches.get(7).accuracy()).isEqualTo(history.last().accuracy());
    assertThat(epochs).containsExactly(1, 2);
  }

  private Trainer trainer(MultiLayerNetwork network) {
    return Trainer.of(network, Progress.NONE, settings);
  }

  private History fit(MultiLayerNetwork network, int epochs) {
    return trainer(network).fit(training(1), test(), epochs);
  }

  private Batches training(long seed) {
    return Batches.shuffled(data.train(), 32, seed);
  }

  private Batches test() {
    return Batches.inOrder(data.test(), 20);
  }

  private static DataSetIterator integers(Batches batches) {
    List<DataSet> converted = new ArrayList<>();
    while (batches.hasNext()) {
      DataSet batch = batches.next();
      float[] classes = batch.getLabels().argMax(1).toFloatVector();
      converted.add(new DataSet(batch.getFeatures(), Nd4j.createFromArray(classes).reshape(-1, 1)));
    }
    return new ExistingDataSetIterator(converted);
  }

  private static List<List<Double>> withoutTimes(History history) {
    return history.epochs().stream()
        .map(e -> List.of(e.loss(), e.accuracy(), e.validationLoss(), e.validationAccuracy()))
        .toList();
  }

  private static final class Recorder extends BaseTrainingListener {
    private final List<String> calls;

    Recorder(List<String> calls) {
      this.calls = calls;
    }

    @Override
    public void onEpochStart(Model model) {
      calls.add("start");
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      calls.add("step");
    }

    @Override
    public void onEpochEnd(Model model) {
      calls.add("end");
    }
  }
}
