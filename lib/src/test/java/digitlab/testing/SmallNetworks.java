package digitlab.testing;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/** Networks of a single layer: a step takes a millisecond. */
public final class SmallNetworks {
  private SmallNetworks() {}

  /** Softmax regression, which learns the digits to about 85 % in some hundred images. */
  public static MultiLayerConfiguration learning(long seed) {
    return softmax(seed, WeightInit.XAVIER_UNIFORM, new Adam(1e-2), new LossMCXENT());
  }

  /** Layers whose training depends on more than the parameters: dropout, batch normalisation. */
  public static MultiLayerConfiguration withDropout(long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .updater(new Adam(1e-3))
        .list()
        .layer(new DenseLayer.Builder().nOut(30).activation(Activation.RELU).build())
        .layer(new BatchNormalization())
        .layer(new DropoutLayer(0.5))
        .layer(
            new OutputLayer.Builder(new LossMCXENT())
                .nOut(10)
                .activation(Activation.SOFTMAX)
                .build())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  /** A network that ever answers 0: all its scores are equal. */
  public static MultiLayerConfiguration answeringZero(long seed) {
    return softmax(seed, WeightInit.ZERO, new Sgd(0), new LossMCXENT());
  }

  public static MultiLayerConfiguration softmax(
      long seed, WeightInit weights, IUpdater updater, ILossFunction loss) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(weights)
        .updater(updater)
        .list()
        .layer(new OutputLayer.Builder(loss).nOut(10).activation(Activation.SOFTMAX).build())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  public static MultiLayerNetwork start(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration.clone());
    network.init();
    return network;
  }
}
