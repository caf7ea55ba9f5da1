package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.testing.RealDigits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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

/** A network that does not suit the data is refused before its first step, on every way alike. */
class BatchFitTest {
  private final Mnist data = RealDigits.first(64, 20);
  private final List<String> notes = new ArrayList<>();

  @AfterEach
  void compiledWithHelpersAgain() {
    NativeLibrary.useCompiled(true);
    NativeLibrary.useHelpers(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compiled", "helpers", "stock"})
  void networkWithoutInitIsRefused(String way) {
    take(way);
    Trainer trainer = trainer(new MultiLayerNetwork(ending(output(LossFunction.MCXENT, 10))));

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> trainer.fit(training(), test(), 1),
            () -> trainer.evaluate(test()),
            () -> trainer.predict(test()))) {
      refused(use).hasMessage("The network has no weights yet: call network.init() first.");
    }
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compiled", "helpers", "stock"})
  void outputsThatAreNotAsManyAsClassesAreRefused(String way) {
    take(way);
    MultiLayerNetwork network = start(ending(output(LossFunction.MCXENT, 9)));
    Trainer trainer = trainer(network);

    String expected =
        "The output layer has nOut(9), but the labels have 10 classes: write nOut(10).";
    refused(() -> trainer.fit(training(), test(), 1)).hasMessage(expected);
    refused(() -> trainer.evaluate(test())).hasMessage(expected);
    assertThat(network.getIterationCount()).isZero();
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compiled", "helpers", "stock"})
  void windowThatDoesNotFitIsRefused(String way) {
    take(way);
    Trainer trainer =
        trainer(
            start(
                new NeuralNetConfiguration.Builder()
                    .updater(new Adam(1e-3))
                    .list()
                    .layer(new SubsamplingLayer.Builder().kernelSize(28, 28).stride(28, 28).build())
                    .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                    .layer(output(LossFunction.MCXENT, 10))
                    .setInputType(InputType.convolutional(28, 28, 1))
                    .build()));

    for (ThrowingCallable use :
        List.<ThrowingCallable>of(
            () -> trainer.fit(training(), test(), 1),
            () -> trainer.evaluate(test()),
            () -> trainer.predict(test()))) {
      refused(use).hasMessageStartingWith("Layer 2: a 3 × 3 window does not fit into 1 × 1.");
    }
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"compiled", "helpers", "stock"})
  void imagesOfAnotherKindAreRefused(String way) {
    take(way);
    Trainer trainer = trainer(start(ending(output(LossFunction.MCXENT, 10))));
    DataSetIterator colour = set(Nd4j.zeros(4, 3, 28, 28), oneHot(10));
    DataSetIterator large = set(Nd4j.zeros(4, 1, 32, 32), oneHot(10));

    refused(() -> trainer.fit(colour, test(), 1)).hasMessageContaining("1 channel,", "it gets 3");
    refused(() -> trainer.fit(training(), large, 1)).hasMessageContaining("32 × 32 × 1");
    refused(() -> trainer.evaluate(colour)).hasMessageContaining("convolutional(28, 28, 3)");
    refused(() -> trainer.predict(large)).hasMessageContaining("convolutional(32, 32, 1)");
  }

  @Test
  void outputsThatAreTooFewForTheNumbersOfTheClassesAreRefused() {
    Trainer trainer = trainer(start(ending(output(LossFunction.SPARSE_MCXENT, 9))));
    DataSetIterator integers =
        set(Nd4j.zeros(4, 1, 28, 28), Nd4j.createFromArray(0f, 3f, 9f, 2f).reshape(4, 1));

    String expected =
        "The output layer has nOut(9), but the labels have 10 classes: write nOut(10).";
    refused(() -> trainer.fit(training(), test(), 1)).hasMessage(expected);
    refused(() -> trainer.evaluate(integers)).hasMessage(expected);
  }

  @Test
  void lossLayerHasTheOutputsOfTheLayerBeforeIt() {
    MultiLayerNetwork network =
        start(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new DenseLayer.Builder().nOut(12).build())
                .layer(
                    new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());

    refused(() -> trainer(network).fit(training(), test(), 1))
        .hasMessage(
            "The layers before the loss have nOut(12), but the labels have 10 classes: write nOut(10).");
  }

  @Test
  void labelsOfTheOtherFormNameTheLossThatTakesThem() {
    INDArray images = Nd4j.zeros(4, 1, 28, 28);
    DataSetIterator integers = set(images, Nd4j.createFromArray(0f, 3f, 9f, 2f).reshape(4, 1));

    refused(() -> trainer(start(ending(output(LossFunction.MCXENT, 10)))).evaluate(integers))
        .hasMessageEndingWith("write LossFunction.SPARSE_MCXENT.");
    refused(
            () ->
                trainer(start(ending(output(LossFunction.SPARSE_MCXENT, 10))))
                    .evaluate(set(images, oneHot(10))))
        .hasMessageEndingWith("For one-hot labels write LossFunction.MCXENT.");
  }

  @Test
  void emptyValidationIsRefusedBeforeTheTraining() {
    MultiLayerNetwork network = start(ending(output(LossFunction.MCXENT, 10)));

    assertThatThrownBy(
            () -> trainer(network).fit(training(), new ExistingDataSetIterator(List.of()), 1))
        .hasMessage("The validation iterator has no batch.");
    assertThat(network.getIterationCount()).isZero();
  }

  @Test
  void regressionOfOneNumberIsTrained() {
    MultiLayerNetwork network =
        start(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(
                    new OutputLayer.Builder(LossFunction.MSE)
                        .nOut(1)
                        .activation(Activation.IDENTITY)
                        .build())
                .setInputType(InputType.feedForward(6))
                .build());
    DataSetIterator numbers = set(Nd4j.rand(4, 6), Nd4j.rand(4, 1));

    assertThatCode(() -> trainer(network).fit(numbers, numbers, 1)).doesNotThrowAnyException();
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable use) {
    return assertThatThrownBy(use).isInstanceOf(LabException.class);
  }

  private static void take(String way) {
    NativeLibrary.useCompiled(way.equals("compiled"));
    NativeLibrary.useHelpers(!way.equals("stock"));
  }

  private static MultiLayerConfiguration ending(OutputLayer output) {
    return new NeuralNetConfiguration.Builder()
        .updater(new Adam(1e-3))
        .list()
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(2).activation(Activation.RELU).build())
        .layer(output)
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  private static OutputLayer output(LossFunction loss, int classes) {
    return new OutputLayer.Builder(loss).nOut(classes).activation(Activation.SOFTMAX).build();
  }

  private static MultiLayerNetwork start(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  private static DataSetIterator set(INDArray features, INDArray labels) {
    return new ExistingDataSetIterator(List.of(new DataSet(features, labels)));
  }

  private static INDArray oneHot(int classes) {
    INDArray labels = Nd4j.zeros(4, classes);
    labels.getColumn(1).assign(1);
    return labels;
  }

  private Trainer trainer(MultiLayerNetwork network) {
    Progress noting =
        new Progress() {
          @Override
          public void note(String sentence) {
            notes.add(sentence);
          }
        };
    return Trainer.of(network, noting, new Settings(Map.of("DIGITLAB_THREADS", "1"), Path.of("")));
  }

  private Batches training() {
    return Batches.shuffled(data.train(), 32, 1);
  }

  private Batches test() {
    return Batches.inOrder(data.test(), 20);
  }
}
