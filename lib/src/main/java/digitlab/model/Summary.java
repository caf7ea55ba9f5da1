package digitlab.model;

import digitlab.settings.LabException;
import digitlab.text.CountColumn;
import digitlab.text.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A network layer by layer, as in Keras' {@code model.summary()}.
 *
 * @param input the shape of what goes into the first layer
 * @param rows one for each layer, in order
 */
public record Summary(Shape input, List<Row> rows) {
  /** Values that batch normalisation keeps but does not learn: mean and variance per channel. */
  private static final int RUNNING_STATISTICS = 2;

  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * A layer.
   *
   * @param layer its kind and settings, such as {@code Convolution 3×3, ReLU}
   * @param shape the shape of its output
   * @param pointwise whether it works on each number of its input by itself, such as an activation
   * @param trainable parameters that training changes
   * @param nonTrainable parameters that training does not change by gradients
   */
  public record Row(
      String layer, Shape shape, boolean pointwise, long trainable, long nonTrainable) {
    /** Its output: height × width × feature maps, or the number of outputs. */
    public String output() {
      return shape.toString();
    }

    /** Its outputs in all. */
    public long neurons() {
      return shape.numbers();
    }

    @Override
    public String toString() {
      return "%s: output %s; %s parameters"
          .formatted(layer, shape, Numbers.count(trainable + nonTrainable));
    }
  }

  /** The summary of a network; images are taken to be {@code 28 × 28} in one channel. */
  public static Summary of(MultiLayerNetwork network) {
    return of(network, input(network.getLayerWiseConfigurations()));
  }

  /**
   * The summary of a network for a given kind of input.
   *
   * @throws LabException if the network has not been initialised, or if a layer cannot take what
   *     reaches it
   */
  public static Summary of(MultiLayerNetwork network, InputType input) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    List<LayerShape> shapes = LayerShapes.of(network, input);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      if (configuration.getInputPreProcess(i) instanceof CnnToFeedForwardPreProcessor) {
        rows.add(new Row("Flatten", Shape.of(shapes.get(i).input()), false, 0, 0));
      }
      Layer layer = configuration.getConf(i).getLayer();
      long parameters = network.getLayer(i).numParams();
      long nonTrainable =
          layer instanceof BatchNormalization normalisation
              ? RUNNING_STATISTICS * normalisation.getNOut()
              : 0;
      rows.add(
          new Row(
              describe(layer),
              Shape.of(shapes.get(i).output()),
              isPointwise(layer),
              parameters - nonTrainable,
              nonTrainable));
    }
    return new Summary(Shape.of(input), rows);
  }

  /** A network that begins with a dense layer says itself how many numbers it takes. */
  private static InputType input(MultiLayerConfiguration configuration) {
    boolean asItComes = configuration.getInputPreProcess(0) == null;
    Layer first = configuration.getConf(0).getLayer();
    if (asItComes && first instanceof DenseLayer dense) {
      return InputType.feedForward(dense.getNIn());
    }
    if (asItComes && first instanceof OutputLayer output) {
      return InputType.feedForward(output.getNIn());
    }
    return InputType.convolutional(28, 28, 1);
  }

  /** The volumes that the data takes on its way, the input first. */
  public List<Volume> volumes() {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(new Volume(List.of("Input"), input));
    for (Row row : rows) {
      List<String> layers = new ArrayList<>(List.of(row.layer()));
      if (row.pointwise() && volumes.size() > 1) {
        layers.addAll(0, volumes.remove(volumes.size() - 1).layers());
      }
      volumes.add(new Volume(layers, row.shape()));
    }
    return volumes;
  }

  /** Parameters in all. */
  public long parameters() {
    return trainable() + nonTrainable();
  }

  /** Parameters that training changes. */
  public long trainable() {
    return rows.stream().mapToLong(Row::trainable).sum();
  }

  /** Parameters that training does not change by gradients. */
  public long nonTrainable() {
    return rows.stream().mapToLong(Row::nonTrainable).sum();
  }

  /** A table with a row for each layer and a last one with the totals of the parameters. */
  public Table table() {
    StringColumn layer = StringColumn.create("layer");
    StringColumn output = StringColumn.create("output");
    LongColumn neurons = CountColumn.of(LongColumn.create("neurons"));
    LongColumn trainable = CountColumn.of(LongColumn.create("trainable"));
    LongColumn nonTrainable = CountColumn.of(LongColumn.create("non-trainable"));
    for (Row row : rows) {
      layer.append(row.layer());
      output.append(row.output());
      neurons.append(row.neurons());
      trainable.append(row.trainable());
      nonTrainable.append(row.nonTrainable());
    }
    layer.append("Total: " + Numbers.count(parameters(), "parameter"));
    output.append("");
    neurons.appendMissing();
    trainable.append(trainable());
    nonTrainable.append(nonTrainable());
    return Table.create("Layers and parameters", layer, output, neurons, trainable, nonTrainable);
  }

  @Override
  public String toString() {
    return Numbers.count(rows.size(), "layer") + ", " + Numbers.count(parameters(), "parameter");
  }

  private static String describe(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return "Convolution " + window(convolution.getKernelSize()) + then(convolution);
    }
    if (layer instanceof SubsamplingLayer pooling) {
      return "%s pooling %s"
          .formatted(
              switch (pooling.getPoolingType()) {
                case MAX -> "Max";
                case AVG -> "Average";
                default -> pooling.getPoolingType().toString();
              },
              window(pooling.getKernelSize()));
    }
    if (layer instanceof ActivationLayer function) {
      return activation(function.getActivationFn());
    }
    if (layer instanceof BatchNormalization) {
      return "Batch normalisation";
    }
    if (layer instanceof ZeroPaddingLayer) {
      return "Zero padding";
    }
    if (layer instanceof OutputLayer output) {
      return "Output" + then(output);
    }
    if (layer instanceof DenseLayer dense) {
      return "Dense" + then(dense);
    }
    return layer.getClass().getSimpleName().replaceFirst("Layer$", "");
  }

  /** The activation at the end of a layer, if it does anything. */
  private static String then(BaseLayer layer) {
    String activation = activation(layer.getActivationFn());
    return activation.equals("identity") ? "" : ", " + activation;
  }

  private static String activation(Object function) {
    return switch (function.toString().toLowerCase(Locale.ROOT)) {
      case "relu" -> "ReLU";
      case "softmax" -> "softmax";
      default -> function.toString();
    };
  }

  private static String window(int[] size) {
    return "%d × %d".formatted(size[0], size[1]);
  }

  private static boolean isPointwise(Layer layer) {
    return layer instanceof BatchNormalization
        || layer instanceof ActivationLayer
        || layer instanceof DropoutLayer;
  }
}
