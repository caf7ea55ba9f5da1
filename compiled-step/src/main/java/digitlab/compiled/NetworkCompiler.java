package digitlab.compiled;

import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer;
import digitlab.plan.Window;
import digitlab.step.OutputLoss;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.deeplearning4j.nn.api.OptimizationAlgorithm;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.deeplearning4j.nn.updater.UpdaterBlock;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/**
 * Reads a network's configuration, layer by layer, into a compiled network. What it does not know
 * for certain to compute as Deeplearning4j does, it refuses.
 */
final class NetworkCompiler {
  /** Something in the configuration that is not known; the message names it. */
  static final class Unknown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unknown(String message) {
      super(message);
    }
  }

  private final MultiLayerNetwork network;
  private final List<Supplier<PlannedLayer>> layers = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();
  private final InputType input;
  private boolean readsAll;
  private int index;
  private long offset;
  private int[] frame;
  private InputType shape;
  private CrossEntropy loss;

  private NetworkCompiler(MultiLayerNetwork network, InputType input) {
    this.network = network;
    this.input = input;
  }

  /**
   * @throws Unknown if there is anything that the plan would not compute exactly alike
   */
  static CompiledNetwork compile(MultiLayerNetwork network, InputType input) {
    return new NetworkCompiler(network, input).compiled();
  }

  private CompiledNetwork compiled() {
    checkNetwork();
    shape = input;
    for (index = 0; index < network.getnLayers(); index++) {
      preprocess(network.getLayerWiseConfigurations().getInputPreProcess(index));
      Layer layer = layer(index);
      InputType output = layer.getOutputType(index, shape);
      addLayer(layer);
      offset += network.getLayer(index).numParams();
      shape = output;
    }
    long[] image = inputShape();
    return new CompiledNetwork(
        image,
        readsAll ? UsedRegion.whole(image) : UsedRegion.narrow(windows, image),
        input instanceof InputType.InputTypeConvolutionalFlat,
        layers.stream().map(Supplier::get).toList(),
        loss,
        updates());
  }

  private void checkNetwork() {
    NeuralNetConfiguration configuration = network.getDefaultConfiguration();
    require(
        configuration.getDataType() == DataType.FLOAT, "data type: " + configuration.getDataType());
    require(
        configuration.getOptimizationAlgo() == OptimizationAlgorithm.STOCHASTIC_GRADIENT_DESCENT,
        "optimization algorithm: " + configuration.getOptimizationAlgo());
    require(configuration.isMiniBatch(), "gradients summed, not averaged, over the batch");
    require(configuration.isMinimize(), "maximising");
    require(configuration.getStepFunction() == null, "step function");
    require(
        network.getLayerWiseConfigurations().getBackpropType() == BackpropType.Standard,
        "truncated backpropagation through time");
    require(
        input instanceof InputType.InputTypeConvolutional
            || input instanceof InputType.InputTypeConvolutionalFlat
            || input instanceof InputType.InputTypeFeedForward,
        "input: " + input);
    require(
        layer(network.getnLayers() - 1).getClass() == OutputLayer.class,
        "last layer: " + layer(network.getnLayers() - 1).getClass().getSimpleName());
  }

  private Layer layer(int number) {
    return network.getLayerWiseConfigurations().getConf(number).getLayer();
  }

  private long[] inputShape() {
    if (input instanceof InputType.InputTypeFeedForward vector) {
      return new long[] {vector.getSize()};
    }
    if (input instanceof InputType.InputTypeConvolutionalFlat flat) {
      return new long[] {flat.getDepth(), flat.getHeight(), flat.getWidth()};
    }
    return input.getShape(false);
  }

  private void preprocess(InputPreProcessor preprocessor) {
    if (preprocessor == null) {
      return;
    }
    boolean flattens = preprocessor.getClass() == CnnToFeedForwardPreProcessor.class;
    boolean unflattens =
        preprocessor.getClass() == FeedForwardToCnnPreProcessor.class && index == 0;
    known(flattens || unflattens, "preprocessor " + preprocessor.getClass().getSimpleName());
    shape = preprocessor.getOutputType(shape);
  }

  private void addLayer(Layer layer) {
    known(isEmpty(layer.getConstraints()), "constraints");
    known(InputSizes.fit(layer, shape), InputSizes.inWords(layer, shape));
    if (layer instanceof BaseLayer base) {
      checkTraining(base);
    }
    if (frame != null && layer.getClass() != ConvolutionLayer.class) {
      throw new Unknown("layer %d: ZeroPaddingLayer not before a convolution".formatted(index - 1));
    }
    if (layer.getClass() == ConvolutionLayer.class) {
      convolution((ConvolutionLayer) layer);
    } else if (layer.getClass() == ZeroPaddingLayer.class) {
      zeroPadding((ZeroPaddingLayer) layer);
    } else if (layer.getClass() == SubsamplingLayer.class) {
      pooling((SubsamplingLayer) layer);
    } else if (layer.getClass() == DenseLayer.class) {
      dense((DenseLayer) layer);
    } else if (layer.getClass() == BatchNormalization.class) {
      normalisation((BatchNormalization) layer);
    } else if (layer.getClass() == DropoutLayer.class) {
      dropout(layer);
    } else if (layer.getClass() == ActivationLayer.class) {
      elementwise((ActivationLayer) layer);
    } else if (layer.getClass() == OutputLayer.class) {
      output((OutputLayer) layer);
    } else {
      known(false, layer.getClass().getSimpleName());
    }
  }

  private void checkTraining(BaseLayer layer) {
    known(isEmpty(layer.getRegularization()), "regularization");
    known(isEmpty(layer.getRegularizationBias()), "regularization of the bias");
    known(layer.getWeightNoise() == null, "weight noise");
    GradientNormalization normalization = layer.getGradientNormalization();
    known(
        normalization == null || normalization == GradientNormalization.None,
        "gradient normalization " + normalization);
  }

  private void convolution(ConvolutionLayer layer) {
    known(layer.getCnn2dDataFormat() == CNN2DFormat.NCHW, "format " + layer.getCnn2dDataFormat());
    known(isOne(layer.getDilation()), "dilation");
    known(layer.hasBias(), "no bias");
    dropoutBefore(layer);
    Window window =
        window(
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getPadding());
    if (frame != null) {
      known(layer.getIDropout() == null, "dropout after zero padding");
      window = window.within(frame);
      frame = null;
    }
    ActivationFunction activation = activation(layer.getActivationFn());
    boolean derivativeHere = !isMaxPooling(index + 1);
    long parameters = offset;
    int place = place(window);
    layers.add(
        () ->
            new PlannedLayer.Convolution(
                windows.get(place),
                layer.getNIn(),
                layer.getNOut(),
                parameters,
                activation,
                derivativeHere));
  }

  private void zeroPadding(ZeroPaddingLayer layer) {
    known(layer.getDataFormat() == CNN2DFormat.NCHW, "format " + layer.getDataFormat());
    frame = layer.getPadding();
  }

  private void pooling(SubsamplingLayer layer) {
    PoolingType type = layer.getPoolingType();
    known(type == PoolingType.MAX || type == PoolingType.AVG, "pooling " + type);
    known(layer.getCnn2dDataFormat() == CNN2DFormat.NCHW, "format " + layer.getCnn2dDataFormat());
    known(isOne(layer.getDilation()), "dilation");
    Window window =
        window(
            layer.getConvolutionMode(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getPadding());
    // Deeplearning4j's two ways of computing it disagree on what a padded average is divided by.
    known(type == PoolingType.MAX || !window.hasPadding(), "average pooling with padding");
    ActivationFunction before =
        isMaxPooling(index) && index > 0 && layer(index - 1) instanceof ConvolutionLayer convolution
            ? activation(convolution.getActivationFn())
            : ActivationFunction.IDENTITY;
    long channels = ((InputType.InputTypeConvolutional) shape).getChannels();
    int place = place(window);
    layers.add(
        () ->
            new PlannedLayer.Pooling(
                windows.get(place), channels, type == PoolingType.MAX, before));
  }

  /** Keeps a window in a place of its own, for it may become smaller in the end. */
  private int place(Window window) {
    windows.add(window);
    return windows.size() - 1;
  }

  /** For what depends on all pixels of its images, or on their number. */
  private void readAll() {
    readsAll |= shape instanceof InputType.InputTypeConvolutional;
  }

  private boolean isMaxPooling(int number) {
    return layer(number) instanceof SubsamplingLayer pooling
        && pooling.getPoolingType() == PoolingType.MAX;
  }

  private void dense(DenseLayer layer) {
    known(layer.hasBias(), "no bias");
    known(!layer.hasLayerNorm(), "layer normalisation");
    dropoutBefore(layer);
    ActivationFunction activation = activation(layer.getActivationFn());
    long parameters = offset;
    layers.add(
        () -> new PlannedLayer.Dense(layer.getNIn(), layer.getNOut(), parameters, activation));
  }

  private void normalisation(BatchNormalization layer) {
    known(!layer.isLockGammaBeta(), "locked gamma and beta");
    known(layer.getCnn2DFormat() == CNN2DFormat.NCHW, "format " + layer.getCnn2DFormat());
    readAll();
    long parameters = offset;
    boolean relu =
        layer(index + 1) instanceof ActivationLayer next
            && activation(next.getActivationFn()) == ActivationFunction.RELU;
    layers.add(
        () ->
            new PlannedLayer.BatchNormalization(
                layer.getNOut(),
                parameters,
                layer.getEps(),
                layer.getDecay(),
                layer.isUseLogStd(),
                relu));
  }

  private void elementwise(ActivationLayer layer) {
    ActivationFunction activation = activation(layer.getActivationFn());
    boolean taken =
        activation == ActivationFunction.RELU
            && index > 0
            && layer(index - 1) instanceof BatchNormalization;
    if (!taken) {
      layers.add(() -> new PlannedLayer.Activation(activation));
    }
  }

  /** A layer's dropout works on the layer's input. */
  private void dropoutBefore(Layer layer) {
    if (layer.getIDropout() != null) {
      dropout(layer);
    }
  }

  private void dropout(Layer layer) {
    known(
        layer.getIDropout() instanceof Dropout plain
            && plain.getClass() == Dropout.class
            && plain.getPSchedule() == null,
        "dropout " + layer.getIDropout());
    readAll();
    double retain = ((Dropout) layer.getIDropout()).getP();
    long seed = network.getDefaultConfiguration().getSeed();
    int number = index;
    layers.add(() -> new PlannedLayer.Dropout(number, retain, seed));
  }

  private void output(OutputLayer layer) {
    known(index == network.getnLayers() - 1, "output layer before the end");
    known(layer.hasBias(), "no bias");
    known(
        layer.getActivationFn() instanceof ActivationSoftmax,
        "activation " + layer.getActivationFn() + " of the output layer");
    ILossFunction function = layer.getLossFn();
    boolean sparse = OutputLoss.isSparse(function);
    known(
        function.getClass() == LossSparseMCXENT.class
            || function.getClass() == LossMCXENT.class
            || function.getClass() == LossNegativeLogLikelihood.class,
        "loss " + function);
    known(((LossMCXENT) function).getWeights() == null, "weights in the loss");
    dropoutBefore(layer);
    loss =
        new CrossEntropy(
            (int) layer.getNOut(), sparse, ((LossMCXENT) function).getSoftmaxClipEps());
    long parameters = offset;
    layers.add(
        () ->
            new PlannedLayer.Dense(
                layer.getNIn(), layer.getNOut(), parameters, ActivationFunction.IDENTITY));
  }

  private Window window(ConvolutionMode mode, int[] kernel, int[] stride, int[] padding) {
    var image = (InputType.InputTypeConvolutional) shape;
    long[] size = {image.getHeight(), image.getWidth()};
    known(mode != ConvolutionMode.Causal, "convolution mode " + mode);
    return mode == ConvolutionMode.Same
        ? Window.same(size, kernel, stride)
        : Window.padded(size, kernel, stride, padding);
  }

  private ActivationFunction activation(IActivation function) {
    return Activations.of(function).orElseThrow(() -> unknown("activation " + function));
  }

  /** The parameters that Adam moves; the running values of batch normalisation are not theirs. */
  private List<AdamUpdate.Block> updates() {
    List<AdamUpdate.Block> blocks = new ArrayList<>();
    for (UpdaterBlock block :
        ((BaseMultiLayerUpdater<?>) network.getUpdater()).getUpdaterBlocks()) {
      UpdaterBlock.ParamState first = block.getLayersAndVariablesInBlock().get(0);
      IUpdater updater = first.getLayer().getConfig().getUpdaterByParam(first.getParamName());
      if (updater.getClass() == Adam.class) {
        blocks.add(
            new AdamUpdate.Block(
                block.getParamOffsetStart(),
                block.getParamOffsetEnd(),
                block.getUpdaterViewOffsetStart(),
                (Adam) updater));
      } else {
        require(updater.getClass() == NoOp.class, "updater: " + updater.getClass().getSimpleName());
      }
    }
    return blocks;
  }

  private void known(boolean known, String what) {
    if (!known) {
      throw unknown(what);
    }
  }

  private Unknown unknown(String what) {
    return new Unknown("layer %d: %s".formatted(index, what));
  }

  private static void require(boolean known, String what) {
    if (!known) {
      throw new Unknown(what);
    }
  }

  private static boolean isEmpty(List<?> list) {
    return list == null || list.isEmpty();
  }

  private static boolean isOne(int[] dilation) {
    return dilation == null || (dilation[0] == 1 && dilation[1] == 1);
  }
}
