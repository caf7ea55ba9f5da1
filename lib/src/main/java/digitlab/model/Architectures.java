package digitlab.model;

import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The networks of the notebooks, to be built again where their layers are not the subject. The
 * notebooks write the same ones out.
 *
 * <p>All take images of {@code 1 × 28 × 28} in 0…1 and give the probabilities of ten classes; all
 * start from Glorot uniform weights (Glorot and Bengio 2010) and learn by Adam (Kingma and Ba
 * 2015), with Keras' defaults where nothing else is said.
 */
public final class Architectures {
  private static final double LEARNING_RATE = 1e-3;
  private static final double EPSILON = 1e-7;
  private static final InputType IMAGE = InputType.convolutional(28, 28, 1);

  private static final List<Architecture> ALL =
      List.of(
          new Architecture("max-pooling", "Max pooling", 111_722, 0, Architectures::maxPooling),
          new Architecture(
              "average-pooling", "Average pooling", 111_722, 0, Architectures::averagePooling),
          new Architecture("lenet5", "LeNet-5", 61_706, 0, Architectures::lenet5),
          new Architecture(
              "batch-normalised",
              "Batch normalisation",
              62_202,
              496,
              Architectures::batchNormalised),
          new Architecture(
              "wide-with-dropout",
              "Wide, with dropout",
              3_274_634,
              0,
              Architectures::wideWithDropout),
          new Architecture(
              "padded-lenet5", "LeNet-5, random batches", 61_706, 0, Architectures::paddedLenet5),
          new Architecture(
              "five-predictions", "Five predictions", 515_146, 0, Architectures::fivePredictions));

  private Architectures() {}

  /** All networks, in the order of their notebooks. */
  public static List<Architecture> all() {
    return ALL;
  }

  /**
   * A network by its name, such as {@code max-pooling}.
   *
   * @throws IllegalArgumentException if there is none; the message tells the names
   */
  public static Architecture named(String name) {
    return ALL.stream()
        .filter(architecture -> architecture.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There is no network \"%s\", only %s."
                        .formatted(name, ALL.stream().map(Architecture::name).toList())));
  }

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
    return start(seed, adam(LEARNING_RATE), Activation.TANH)
        .layer(convolution(5, 6).convolutionMode(ConvolutionMode.Same).build())
        .layer(pooling(PoolingType.AVG))
        .layer(convolution(5, 16).build())
        .layer(pooling(PoolingType.AVG))
        .layer(dense(120))
        .layer(dense(84))
        .layer(softmax())
        .setInputType(IMAGE)
        .build();
  }

  /**
   * LeNet-5 with batch normalisation (Ioffe and Szegedy 2015) before every activation and after
   * every pooling and dense layer, as Keras has it by default (decay 0.99, epsilon 1e-3): 62,698
   * parameters, of which 496 are running means and variances.
   */
  public static MultiLayerConfiguration batchNormalised(long seed) {
    return start(seed, adam(LEARNING_RATE), Activation.RELU)
        .layer(new ZeroPaddingLayer.Builder(2, 2).build())
        .layer(convolution(5, 6).activation(Activation.IDENTITY).build())
        .layer(normalisation())
        .layer(new ActivationLayer(Activation.RELU))
        .layer(pooling(PoolingType.AVG))
        .layer(normalisation())
        .layer(convolution(5, 16).activation(Activation.IDENTITY).build())
        .layer(normalisation())
        .layer(new ActivationLayer(Activation.RELU))
        .layer(pooling(PoolingType.AVG))
        .layer(normalisation())
        .layer(dense(120))
        .layer(normalisation())
        .layer(dense(84))
        .layer(normalisation())
        .layer(softmax())
        .setInputType(IMAGE)
        .build();
  }

  /**
   * Two wide convolutions and a dense layer of 1,024 neurons, a fifth of which is dropped in
   * training (dropout: Srivastava et al. 2014); learns at 1e-4: 3,274,634 parameters.
   */
  public static MultiLayerConfiguration wideWithDropout(long seed) {
    return start(seed, adam(1e-4), Activation.RELU)
        .layer(convolution(5, 32).convolutionMode(ConvolutionMode.Same).build())
        .layer(pooling(PoolingType.MAX))
        .layer(convolution(5, 64).convolutionMode(ConvolutionMode.Same).build())
        .layer(pooling(PoolingType.MAX))
        .layer(dense(1024))
        // Deeplearning4j asks for the share that stays.
        .layer(new DropoutLayer(0.8))
        .layer(softmax())
        .setInputType(IMAGE)
        .build();
  }

  /**
   * LeNet-5 on images padded with zeros to 32 × 32, with ReLU and max pooling; its labels are the
   * classes' numbers, {@code [n, 1]}: 61,706 parameters.
   */
  public static MultiLayerConfiguration paddedLenet5(long seed) {
    return start(seed, adam(LEARNING_RATE), Activation.RELU)
        .layer(new ZeroPaddingLayer.Builder(2, 2).build())
        .layer(convolution(5, 6).build())
        .layer(pooling(PoolingType.MAX))
        .layer(convolution(5, 16).build())
        .layer(pooling(PoolingType.MAX))
        .layer(dense(120))
        .layer(dense(84))
        .layer(output(LossFunction.SPARSE_MCXENT))
        .setInputType(IMAGE)
        .build();
  }

  /**
   * Two convolutions with one pooling between them and a dense layer of 64; its labels are the
   * classes' numbers, {@code [n, 1]}: 515,146 parameters.
   */
  public static MultiLayerConfiguration fivePredictions(long seed) {
    return start(seed, adam(LEARNING_RATE), Activation.RELU)
        .layer(convolution(3, 32).build())
        .layer(pooling(PoolingType.MAX))
        .layer(convolution(3, 64).build())
        .layer(dense(64))
        .layer(output(LossFunction.SPARSE_MCXENT))
        .setInputType(IMAGE)
        .build();
  }

  private static MultiLayerConfiguration threeConvolutions(long seed, PoolingType pooling) {
    return start(seed, adam(LEARNING_RATE), Activation.RELU)
        .layer(convolution(3, 64).build())
        .layer(pooling(pooling))
        .layer(convolution(3, 128).build())
        .layer(pooling(pooling))
        .layer(convolution(3, 32).build())
        .layer(pooling(pooling))
        .layer(softmax())
        .setInputType(IMAGE)
        .build();
  }

  private static NeuralNetConfiguration.ListBuilder start(
      long seed, Adam adam, Activation activation) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .weightInit(WeightInit.XAVIER_UNIFORM)
        .updater(adam)
        .activation(activation)
        .list();
  }

  private static Adam adam(double learningRate) {
    return Adam.builder().learningRate(learningRate).epsilon(EPSILON).build();
  }

  private static ConvolutionLayer.Builder convolution(int kernel, int featureMaps) {
    return new ConvolutionLayer.Builder(kernel, kernel).nOut(featureMaps);
  }

  private static SubsamplingLayer pooling(PoolingType type) {
    return new SubsamplingLayer.Builder(type).kernelSize(2, 2).stride(2, 2).build();
  }

  private static DenseLayer dense(int neurons) {
    return new DenseLayer.Builder().nOut(neurons).build();
  }

  private static BatchNormalization normalisation() {
    return new BatchNormalization.Builder().decay(0.99).eps(1e-3).build();
  }

  private static OutputLayer softmax() {
    return output(LossFunction.MCXENT);
  }

  private static OutputLayer output(LossFunction loss) {
    return new OutputLayer.Builder(loss).nOut(10).activation(Activation.SOFTMAX).build();
  }
}
