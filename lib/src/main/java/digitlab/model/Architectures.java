package digitlab.model;

import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The networks of the notebooks, to be built again where their layers are not the subject. The
 * notebook {@code 02-build-and-summarise} writes the same ones out.
 *
 * <p>All take images of {@code 1 × 28 × 28} in 0…1 and give the probabilities of ten classes; all
 * start from Glorot uniform weights and learn by Adam with Keras' defaults.
 */
public final class Architectures {
  private static final double LEARNING_RATE = 1e-3;
  private static final double EPSILON = 1e-7;

  private Architectures() {}

  /** Three 3 × 3 convolutions with max pooling between them: 111,722 parameters. */
  public static MultiLayerConfiguration maxPooling(long seed) {
    return threeConvolutions(seed, PoolingType.MAX);
  }

  /** The same with average pooling: 111,722 parameters. */
  public static MultiLayerConfiguration averagePooling(long seed) {
    return threeConvolutions(seed, PoolingType.AVG);
  }

  /**
   * LeNet-5 as it is usually built today (after LeCun et al. 1998, section II.B): 28 × 28 images
   * with "same" padding for 32 × 32, full connections to the third layer of features, plain average
   * pooling, softmax for the radial basis functions: 61,706 parameters.
   */
  public static MultiLayerConfiguration lenet5(long seed) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .updater(adam())
        .activation(Activation.TANH)
        .list()
        .layer(convolution(5, 6).convolutionMode(ConvolutionMode.Same).build())
        .layer(pooling(PoolingType.AVG))
        .layer(convolution(5, 16).build())
        .layer(pooling(PoolingType.AVG))
        .layer(new DenseLayer.Builder().nOut(120).build())
        .layer(new DenseLayer.Builder().nOut(84).build())
        .layer(softmax())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  private static MultiLayerConfiguration threeConvolutions(long seed, PoolingType pooling) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .updater(adam())
        .activation(Activation.RELU)
        .list()
        .layer(convolution(3, 64).build())
        .layer(pooling(pooling))
        .layer(convolution(3, 128).build())
        .layer(pooling(pooling))
        .layer(convolution(3, 32).build())
        .layer(pooling(pooling))
        .layer(softmax())
        .setInputType(InputType.convolutional(28, 28, 1))
        .build();
  }

  private static Adam adam() {
    return Adam.builder().learningRate(LEARNING_RATE).epsilon(EPSILON).build();
  }

  private static ConvolutionLayer.Builder convolution(int kernel, int featureMaps) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(featureMaps);
  }

  private static SubsamplingLayer pooling(PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }

  private static OutputLayer softmax() {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nOut(10)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
