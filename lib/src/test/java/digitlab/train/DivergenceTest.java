package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.settings.Settings;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** A training whose loss is no number any more ends, and says where, and what to try. */
class DivergenceTest {
  /** 100 images are three full batches and one of four. */
  private final Mnist data = RealDigits.first(100, 50);

  private final List<String> notes = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void trainingEndsAndSaysWhereItDivergedAndWhatToTry(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = start(learning(1));

    History history = trainer(network).with(poison(network, 2, 2)).fit(training(), test(), 5);

    String where =
        "The training has diverged: in epoch 2 of 5, at batch 3 of 4, the loss became NaN, from which nothing can be learnt; it was ended there.";
    assertThat(history.epochs()).hasSize(2);
    assertThat(history.last().loss()).isNaN();
    assertThat(history.diverged()).isTrue();
    assertThat(history.conditions().remark()).isEqualTo(where);
    assertThat(history.conditions().complete()).isFalse();
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith(where)
        .contains("smaller learning rate", "normalised");
  }

  @Test
  void farTooLargeLearningRateIsTold() {
    MultiLayerNetwork network =
        start(
            SmallNetworks.softmax(
                1, WeightInit.XAVIER_UNIFORM, new Adam(Float.MAX_VALUE), new LossMCXENT()));

    History history = trainer(network).fit(training(), test(), 5);

    assertThat(history.diverged()).isTrue();
    assertThat(notes).singleElement().asString().contains("diverged", "in epoch 1 of 5");
  }

  /** The loss of a network whose rectifiers have all died stays finite. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void networkThatHasLearntNothingIsTold(boolean compiled) {
    NativeLibrary.useCompiled(compiled);

    History history = trainer(start(withHiddenLayer(new Adam(10)))).fit(singleImages(), test(), 1);

    assertThat(history.last().loss()).isFinite();
    assertThat(history.conditions().remark())
        .matches(
            "The network has learnt nothing: its loss is [0-9.]+, and equal probabilities for all 10 classes give 2\\.3026\\.");
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith(history.conditions().remark())
        .contains("smaller learning rate", "normalised");
  }

  @Test
  void networkThatLearnsIsNotTold() {
    History history =
        trainer(start(withHiddenLayer(new Adam(1e-3)))).fit(singleImages(), test(), 1);

    assertThat(history.conditions().remark()).isEmpty();
    assertThat(notes).isEmpty();
  }

  @Test
  void fewStepsSayNothingAboutTheLearningRate() {
    trainer(start(withHiddenLayer(new Adam(10)))).fit(training(), test(), 1);

    assertThat(notes).isEmpty();
  }

  @Test
  void infiniteLossIsTold() {
    MultiLayerNetwork network = start(learning(1));
    TrainingCallback infinite = new TerminateOnNaN();
    History history =
        trainer(network)
            .with(
                new TrainingCallback() {
                  @Override
                  public void onTrainBegin(TrainingLoop loop) {
                    infinite.onTrainBegin(loop);
                  }

                  @Override
                  public void onTrainBatchEnd(BatchProgress batch) {
                    infinite.onTrainBatchEnd(
                        new BatchProgress(1, 5, 2, 0, Double.POSITIVE_INFINITY, 0.1, 64, 1, 0.1));
                  }
                })
            .fit(training(), test(), 5);

    assertThat(history.conditions().remark())
        .isEqualTo(
            "The training has diverged: in epoch 1 of 5, at batch 2, the loss became infinite, from which nothing can be learnt; it was ended there.");
  }

  @Test
  void divergenceInTheLastBatchOfTheLastEpochIsNotKeptForOtherNotebooks() throws IOException {
    MultiLayerNetwork network = start(learning(1));
    History history = trainer(network).with(poison(network, 1, 3)).fit(training(), test(), 1);
    TrainedNetworks kept = TrainedNetworks.on(data, settings());

    notes.clear();
    kept.keep(network, history, 1, noting());

    assertThat(kept.find(learning(1), 1, 32)).isEmpty();
    assertThat(notes).singleElement().asString().contains("not kept", "has diverged");
  }

  /** The last step of an epoch may spoil weights whose loss was finite before. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void divergenceThatOnlyTheValidationSeesIsTold(int epochs) {
    MultiLayerNetwork network = start(learning(1));

    History history = trainer(network).with(poison(network, 2, 4)).fit(training(), test(), epochs);

    assertThat(history.epochs()).hasSize(2);
    assertThat(history.last().loss()).isFinite();
    assertThat(history.diverged()).isTrue();
    assertThat(history.conditions().complete()).isFalse();
    assertThat(history.conditions().remark())
        .startsWith(
            "The training has diverged: after epoch 2 of %d the validation loss is NaN,"
                .formatted(epochs));
    assertThat(notes).singleElement().asString().contains("smaller learning rate");
  }

  @Test
  void historyOfADivergedTrainingShowsNaNAndNoEmptyCell() {
    MultiLayerNetwork network = start(learning(1));

    History history = trainer(network).with(poison(network, 2, 2)).fit(training(), test(), 5);

    assertThat(history.table().column("loss").getString(1)).isEqualTo("NaN");
    assertThat(history.table().column("val_loss").getString(1)).isEqualTo("NaN");
    assertThat(history.table().print()).contains("NaN");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void noCheckpointOfADivergedTrainingIsLeft(int batch) throws IOException {
    MultiLayerNetwork network = start(learning(1));

    trainer(network).withCheckpoints().with(poison(network, 2, batch)).fit(training(), test(), 5);

    try (var files = Files.list(directory)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void earlyStoppingGoesBackToTheWeightsBeforeTheDivergence() {
    MultiLayerNetwork network = start(learning(1));

    History history =
        trainer(network).earlyStopping(3).with(poison(network, 3, 1)).fit(training(), test(), 9);

    assertThat(history.epochs()).hasSize(3);
    assertThat(history.best().number()).isEqualTo(2);
    assertThat(network.params().sumNumber().doubleValue()).isFinite();
    assertThat(history.conditions().remark()).contains("has diverged", "lowest after epoch 2");
  }

  @Test
  void earlyStoppingHasNothingToGoBackToIfTheFirstEpochDiverges() {
    MultiLayerNetwork network = start(learning(1));

    History history =
        trainer(network).earlyStopping(3).with(poison(network, 1, 1)).fit(training(), test(), 9);

    assertThat(history.conditions().remark()).contains("diverged").doesNotContain("lowest");
  }

  private static MultiLayerConfiguration withHiddenLayer(Adam adam) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .updater(adam)
        .list()
        .layer(new DenseLayer.Builder().nOut(30).activation(Activation.RELU).build())
        .layer(
            new OutputLayer.Builder(new LossMCXENT())
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  /** A hundred steps an epoch. */
  private Batches singleImages() {
    return Batches.shuffled(data.train(), 1, 1);
  }

  /** Sets a parameter to NaN after so many batches of an epoch: the next loss is NaN. */
  private static TrainingCallback poison(MultiLayerNetwork network, int epoch, int batches) {
    return new TrainingCallback() {
      @Override
      public void onTrainBatchEnd(BatchProgress batch) {
        if (batch.epoch() == epoch && batch.batch() == batches) {
          network.params().putScalar(0, 7, Float.NaN);
        }
      }
    };
  }

  private Trainer trainer(MultiLayerNetwork network) {
    return Trainer.of(network, noting(), settings());
  }

  private Settings settings() {
    return new Settings(
        Map.of("DIGITLAB_THREADS", "1", "DIGITLAB_RUNS", directory.toString()), Path.of(""));
  }

  private Batches training() {
    return Batches.shuffled(data.train(), 32, 1);
  }

  private Batches test() {
    return Batches.inOrder(data.test(), 50);
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
