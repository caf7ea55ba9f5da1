package digitlab.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import tech.tablesaw.api.LongColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * A network layer by layer, as in Keras' {@code model.summary()}.
 *
 * @param rows one for each layer, in order
 */
public record Summary(List<Row> rows) {
  /** Values that batch normalisation keeps but does not learn: mean and variance per channel. */
  private static final int RUNNING_STATISTICS = 2;

  public Summary {
    rows = List.copyOf(rows);
  }

  /**
   * A layer.
   *
   * @param layer its kind and settings, such as {@code Convolution 3×3, ReLU}
   * @param output its output: height × width × feature maps, or the number of outputs
   * @param neurons its outputs in all
   * @param trainable parameters that training changes
   * @param fixed parameters that training does not change by gradients
   */
  public record Row(String layer, String output, long neurons, long trainable, long fixed) {}

  /** The summary of a network for images of {@code 28 × 28} in one channel. */
  public static Summary of(MultiLayerNetwork network) {
    return of(network, InputType.convolutional(28, 28, 1));
  }

  /** The summary of a network for a given kind of input. */
  public static Summary of(MultiLayerNetwork network, InputType input) {
    MultiLayerConfiguration configuration = network.getLayerWiseConfigurations();
    List<Row> rows = new ArrayList<>();
    InputType type = input;
    for (int i = 0; i < network.getnLayers(); i++) {
      InputPreProcessor before = configuration.getInputPreProcess(i);
      if (before != null) {
        type = before.getOutputType(type);
        if (before instanceof CnnToFeedForwardPreProcessor) {
          rows.add(new Row("Flatten", shape(type), neurons(type), 0, 0));
        }
      }
      Layer layer = configuration.getConf(i).getLayer();
      type = layer.getOutputType(i, type);
      long parameters = network.getLayer(i).numParams();
      long fixed =
          layer instanceof BatchNormalization normalisation
              ? RUNNING_STATISTICS * normalisation.getNOut()
              : 0;
      rows.add(new Row(describe(layer), shape(type), neurons(type), parameters - fixed, fixed));
    }
    return new Summary(rows);
  }

  /** Parameters in all. */
  public long parameters() {
    return trainable() + fixed();
  }

  /** Parameters that training changes. */
  public long trainable() {
    return rows.stream().mapToLong(Row::trainable).sum();
  }

  /** Parameters that training does not change by gradients. */
  public long fixed() {
    return rows.stream().mapToLong(Row::fixed).sum();
  }

  /** A table with a row for each layer and a last one with the totals of the parameters. */
  public Table table() {
    StringColumn layer = StringColumn.create("layer");
    StringColumn output = StringColumn.create("output");
    LongColumn neurons = LongColumn.create("neurons");
    LongColumn trainable = LongColumn.create("trainable");
    LongColumn fixed = LongColumn.create("not trainable");
    for (Row row : rows) {
      layer.append(row.layer());
      output.append(row.output());
      neurons.append(row.neurons());
      trainable.append(row.trainable());
      fixed.append(row.fixed());
    }
    layer.append(String.format(Locale.ROOT, "Total: %,d parameters", parameters()));
    output.append("");
    neurons.appendMissing();
    trainable.append(trainable());
    fixed.append(fixed());
    return Table.create("Layers and parameters", layer, output, neurons, trainable, fixed);
  }

  private static String describe(Layer layer) {
    if (layer instanceof ConvolutionLayer convolution) {
      return "Convolution %s, %s"
          .formatted(
              window(convolution.getKernelSize()), activation(convolution.getActivationFn()));
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
    if (layer instanceof OutputLayer output) {
      return "Output, " + activation(output.getActivationFn());
    }
    if (layer instanceof DenseLayer dense) {
      return "Dense, " + activation(dense.getActivationFn());
    }
    if (layer instanceof ActivationLayer alone) {
      return "Activation, " + activation(alone.getActivationFn());
    }
    return layer.getClass().getSimpleName().replaceFirst("Layer$", "");
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

  private static String shape(InputType type) {
    if (type instanceof InputType.InputTypeConvolutional maps) {
      return "%d × %d × %d".formatted(maps.getHeight(), maps.getWidth(), maps.getChannels());
    }
    return String.format(Locale.ROOT, "%,d", neurons(type));
  }

  private static long neurons(InputType type) {
    return type.arrayElementsPerExample();
  }
}
