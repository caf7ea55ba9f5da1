package digitlab.compiled;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** A network and batches that the tests share. */
final class LeNet {
  static final InputType IMAGE = InputType.convolutional(28, 28, 1);

  private LeNet() {}

  static MultiLayerNetwork network() {
    return start(
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(1e-3))
            .activation(Activation.TANH)
            .list()
            .layer(new ConvolutionLayer.Builder(5, 5).nOut(6).build())
            .layer(pooling())
            .layer(new ConvolutionLayer.Builder(5, 5).nOut(16).build())
            .layer(pooling())
            .layer(new DenseLayer.Builder().nOut(84).build())
            .layer(
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(10)
                    .activation(Activation.SOFTMAX)
                    .build())
            .setInputType(IMAGE)
            .build());
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder(PoolingType.AVG).kernelSize(2, 2).stride(2, 2).build();
  }

  static MultiLayerNetwork start(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** Random images of ten classes in turn. */
  static DataSet batch(int size) {
    Nd4j.getRandom().setSeed(1);
    var labels = Nd4j.zeros(size, 10);
    for (int i = 0; i < size; i++) {
      labels.putScalar(i, i % 10, 1);
    }
    return new DataSet(Nd4j.rand(size, 1, 28, 28), labels);
  }

  static CompiledStep compiled(MultiLayerNetwork network, int batchSize) {
    Compilation compilation = Compilation.forTraining(network, IMAGE, batchSize);
    if (compilation instanceof Compilation.Compiled compiled) {
      return compiled.step();
    }
    throw new AssertionError("Not compiled: " + ((Compilation.Refused) compilation).reason());
  }
}
