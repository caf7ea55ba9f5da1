package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import digitlab.model.Summary.Row;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import tech.tablesaw.api.Table;

class SummaryTest {
  @Test
  void threeConvolutionsHaveThePublishedCounts() {
    Summary summary = summary(Architectures.maxPooling(1));

    assertThat(summary.rows())
        .extracting(Row::layer, Row::output, Row::trainable)
        .containsExactly(
            tuple("Convolution 3 × 3, ReLU", "26 × 26 × 64", 640L),
            tuple("Max pooling 2 × 2", "13 × 13 × 64", 0L),
            tuple("Convolution 3 × 3, ReLU", "11 × 11 × 128", 73_856L),
            tuple("Max pooling 2 × 2", "5 × 5 × 128", 0L),
            tuple("Convolution 3 × 3, ReLU", "3 × 3 × 32", 36_896L),
            tuple("Max pooling 2 × 2", "1 × 1 × 32", 0L),
            tuple("Flatten", "32", 0L),
            tuple("Output, softmax", "10", 330L));
    assertThat(summary.parameters()).isEqualTo(111_722);
  }

  @Test
  void averagePoolingChangesOnlyThePoolings() {
    Summary average = summary(Architectures.averagePooling(1));
    Summary max = summary(Architectures.maxPooling(1));

    assertThat(average.parameters()).isEqualTo(111_722);
    assertThat(average.rows().stream().map(row -> row.layer().replace("Average", "Max")))
        .containsExactlyElementsOf(max.rows().stream().map(Row::layer).toList());
    assertThat(average.rows().get(1).layer()).isEqualTo("Average pooling 2 × 2");
  }

  @Test
  void lenet5HasThePublishedCounts() {
    Summary summary = summary(Architectures.lenet5(1));

    assertThat(summary.rows())
        .extracting(Row::layer, Row::output, Row::trainable)
        .containsExactly(
            tuple("Convolution 5 × 5, tanh", "28 × 28 × 6", 156L),
            tuple("Average pooling 2 × 2", "14 × 14 × 6", 0L),
            tuple("Convolution 5 × 5, tanh", "10 × 10 × 16", 2_416L),
            tuple("Average pooling 2 × 2", "5 × 5 × 16", 0L),
            tuple("Flatten", "400", 0L),
            tuple("Dense, tanh", "120", 48_120L),
            tuple("Dense, tanh", "84", 10_164L),
            tuple("Output, softmax", "10", 850L));
    assertThat(summary.parameters()).isEqualTo(61_706);
  }

  @Test
  void neuronsAreTheOutputsOfALayer() {
    assertThat(summary(Architectures.maxPooling(1)).rows())
        .extracting(Row::neurons)
        .containsExactly(43_264L, 10_816L, 15_488L, 3_200L, 288L, 32L, 32L, 10L);
  }

  @Test
  void totalIsWhatDeeplearning4jCounts() {
    MultiLayerNetwork network = new MultiLayerNetwork(Architectures.lenet5(1));
    network.init();

    assertThat(Summary.of(network).parameters()).isEqualTo(network.numParams());
  }

  @Test
  void runningStatisticsOfBatchNormalisationAreNotTrainable() {
    Summary summary = summary(normalised());

    Row normalisation = summary.rows().get(1);
    assertThat(normalisation.layer()).isEqualTo("Batch normalisation");
    assertThat(normalisation.trainable()).isEqualTo(2 * 8);
    assertThat(normalisation.nonTrainable()).isEqualTo(2 * 8);
    assertThat(summary.nonTrainable()).isEqualTo(16);
    assertThat(summary.trainable()).isEqualTo(80 + 16 + 8 * 26 * 26 * 10 + 10);
    assertThat(summary.parameters()).isEqualTo(summary.trainable() + 16);
  }

  @Test
  void activationOfItsOwnIsNamed() {
    Summary summary = summary(Architectures.batchNormalised(1));

    assertThat(summary.rows().get(3).layer()).isEqualTo("ReLU");
  }

  @Test
  void dropoutHasNoParameters() {
    Row dropout = summary(normalised()).rows().get(2);

    assertThat(dropout).isEqualTo(new Row("Dropout", new Shape.Maps(26, 26, 8), true, 0, 0));
  }

  @Test
  void otherInputsAreAllowed() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nIn(1_234).nOut(2).build())
                .build());
    network.init();

    Summary summary = Summary.of(network, InputType.feedForward(1_234));

    assertThat(summary.rows()).extracting(Row::output).containsExactly("2");
    assertThat(summary.parameters()).isEqualTo(2_470);
  }

  @Test
  void networkThatBeginsWithADenseLayerSaysItsInput() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new OutputLayer.Builder().nIn(784).nOut(10).build())
                .build());
    network.init();

    assertThat(Summary.of(network).input()).isEqualTo(new Shape.Flat(784));
  }

  @Test
  void volumesBeginWithTheInputAndHaveTheShapesOfTheLayers() {
    assertThat(summary(Architectures.lenet5(1)).volumes())
        .extracting(Volume::layers, volume -> volume.shape().toString())
        .containsExactly(
            tuple(List.of("Input"), "28 × 28 × 1"),
            tuple(List.of("Convolution 5 × 5, tanh"), "28 × 28 × 6"),
            tuple(List.of("Average pooling 2 × 2"), "14 × 14 × 6"),
            tuple(List.of("Convolution 5 × 5, tanh"), "10 × 10 × 16"),
            tuple(List.of("Average pooling 2 × 2"), "5 × 5 × 16"),
            tuple(List.of("Flatten"), "400"),
            tuple(List.of("Dense, tanh"), "120"),
            tuple(List.of("Dense, tanh"), "84"),
            tuple(List.of("Output, softmax"), "10"));
  }

  @Test
  void layersThatKeepTheShapeShareAVolume() {
    List<Volume> volumes = summary(Architectures.batchNormalised(1)).volumes();

    assertThat(volumes)
        .extracting(volume -> volume.shape().toString())
        .containsExactly(
            "28 × 28 × 1",
            "32 × 32 × 1",
            "28 × 28 × 6",
            "14 × 14 × 6",
            "10 × 10 × 16",
            "5 × 5 × 16",
            "400",
            "120",
            "84",
            "10");
    assertThat(volumes.get(2).layers())
        .containsExactly("Convolution 5 × 5", "Batch normalisation", "ReLU");
  }

  @Test
  void convolutionThatKeepsTheShapeIsAVolumeOfItsOwn() {
    var configuration =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(same())
            .layer(same())
            .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
            .setInputType(InputType.convolutional(28, 28, 1))
            .build();

    assertThat(summary(configuration).volumes())
        .extracting(volume -> volume.shape().toString())
        .containsExactly("28 × 28 × 1", "28 × 28 × 4", "28 × 28 × 4", "3,136", "10");
  }

  @Test
  void tableHasARowForEachLayerAndTheTotals() {
    Table table = summary(Architectures.maxPooling(1)).table();

    assertThat(table.name()).isEqualTo("Layers and parameters");
    assertThat(table.columnNames())
        .containsExactly("layer", "output", "neurons", "trainable", "non-trainable");
    assertThat(table.rowCount()).isEqualTo(9);
    assertThat(table.stringColumn("layer").get(8)).isEqualTo("Total: 111,722 parameters");
    assertThat(table.longColumn("trainable").get(8)).isEqualTo(111_722L);
    assertThat(table.longColumn("non-trainable").get(8)).isZero();
    assertThat(table.column("neurons").isMissing(8)).isTrue();
  }

  private static ConvolutionLayer same() {
    return new ConvolutionLayer.Builder(3, 3).nOut(4).convolutionMode(ConvolutionMode.Same).build();
  }

  private static MultiLayerConfiguration normalised() {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.RELU).build())
        .layer(new BatchNormalization())
        .layer(new DropoutLayer(0.8))
        .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  private static Summary summary(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return Summary.of(network);
  }
}
