package digitlab.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInitXavierUniform;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

class ArchitecturesTest {
  static Stream<MultiLayerConfiguration> all() {
    return Stream.of(
        Architectures.maxPooling(1), Architectures.averagePooling(1), Architectures.lenet5(1));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyLayerHasKerasDefaults(MultiLayerConfiguration configuration) {
    for (var conf : configuration.getConfs()) {
      if (conf.getLayer() instanceof BaseLayer layer) {
        assertThat(layer.getWeightInitFn()).isInstanceOf(WeightInitXavierUniform.class);
        assertThat(layer.getBiasInit()).isZero();
        Adam adam = (Adam) layer.getIUpdater();
        assertThat(adam.getLearningRate()).isEqualTo(1e-3);
        assertThat(adam.getEpsilon()).isEqualTo(1e-7);
        assertThat(adam.getBeta1()).isEqualTo(0.9);
        assertThat(adam.getBeta2()).isEqualTo(0.999);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void poolingsHalveTheSides(MultiLayerConfiguration configuration) {
    for (var conf : configuration.getConfs()) {
      if (conf.getLayer() instanceof SubsamplingLayer pooling) {
        assertThat(pooling.getKernelSize()).containsExactly(2, 2);
        assertThat(pooling.getStride()).containsExactly(2, 2);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void outputsAreProbabilitiesOfTenClasses(MultiLayerConfiguration configuration) {
    INDArray output = network(configuration).output(Nd4j.rand(3, 1, 28, 28));

    assertThat(output.shape()).containsExactly(3, 10);
    assertThat(output.sum(1).toFloatVector())
        .containsExactly(new float[] {1, 1, 1}, Offset.offset(1e-5f));
  }

  @ParameterizedTest
  @MethodSource("all")
  void lossIsCategoricalCrossEntropy(MultiLayerConfiguration configuration) {
    var last = configuration.getConfs().get(configuration.getConfs().size() - 1).getLayer();

    assertThat(((org.deeplearning4j.nn.conf.layers.OutputLayer) last).getLossFn())
        .isEqualTo(new LossMCXENT());
  }

  @Test
  void seedDecidesTheStartingWeights() {
    INDArray one = network(Architectures.lenet5(1)).params();

    assertThat(network(Architectures.lenet5(1)).params()).isEqualTo(one);
    assertThat(network(Architectures.lenet5(2)).params()).isNotEqualTo(one);
  }

  @Test
  void bothPoolingsStartFromTheSameWeights() {
    assertThat(network(Architectures.averagePooling(7)).params())
        .isEqualTo(network(Architectures.maxPooling(7)).params());
  }

  private static MultiLayerNetwork network(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }
}
