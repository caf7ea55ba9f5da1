package digitlab.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossFMeasure;

/** What the loss at the end of a network is called. */
class OutputLossTest {
  @ParameterizedTest
  @CsvSource({
    "MCXENT, cross-entropy",
    "NEGATIVELOGLIKELIHOOD, cross-entropy",
    "SPARSE_MCXENT, cross-entropy",
    "XENT, binary cross-entropy",
    "MSE, mean squared error",
    "L2, sum of squared errors",
    "MEAN_ABSOLUTE_ERROR, mean absolute error",
    "L1, sum of absolute errors",
    "MEAN_SQUARED_LOGARITHMIC_ERROR, mean squared logarithmic error",
    "KL_DIVERGENCE, Kullback-Leibler divergence",
    "HINGE, hinge loss",
  })
  void lossHasTheFieldsName(LossFunction loss, String name) {
    assertThat(OutputLoss.name(endingWith(new OutputLayer.Builder(loss).nIn(4).nOut(3).build())))
        .isEqualTo(name);
  }

  @Test
  void lossOfALossLayerHasItsNameToo() {
    LossLayer last = new LossLayer.Builder(LossFunction.MSE).build();

    assertThat(OutputLoss.name(endingWith(last))).isEqualTo("mean squared error");
  }

  @Test
  void rareLossGoesByItsClass() {
    OutputLayer last = new OutputLayer.Builder(new LossFMeasure()).nIn(4).nOut(1).build();

    assertThat(OutputLoss.name(endingWith(last))).isEqualTo("LossFMeasure");
  }

  private static MultiLayerConfiguration endingWith(Layer last) {
    return new NeuralNetConfiguration.Builder()
        .list()
        .layer(new DenseLayer.Builder().nIn(4).nOut(4).build())
        .layer(last)
        .validateOutputLayerConfig(false)
        .build();
  }
}
