package digitlab.train;

import digitlab.model.LayerShape;
import digitlab.model.LayerShapes;
import digitlab.settings.LabException;
import digitlab.step.OutputLoss;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Whether a network and the batches it is to see are made for each other. */
final class BatchFit {
  private final MultiLayerConfiguration configuration;
  private final SampleBatch batch;

  private BatchFit(MultiLayerNetwork network, SampleBatch batch) {
    this.configuration = network.getLayerWiseConfigurations();
    this.batch = batch;
  }

  /**
   * @throws LabException if the network cannot take the images of a batch
   */
  static void checkInput(MultiLayerNetwork network, SampleBatch batch) {
    new BatchFit(network, batch).shapes(network);
  }

  /**
   * @throws LabException if the network cannot take the images of a batch, or cannot learn its
   *     labels
   */
  static void check(MultiLayerNetwork network, SampleBatch batch) {
    BatchFit fit = new BatchFit(network, batch);
    List<LayerShape> shapes = fit.shapes(network);
    if (!shapes.isEmpty()
        && shapes.get(shapes.size() - 1).output() instanceof InputTypeFeedForward outputs) {
      fit.checkLabels(outputs.getSize());
    }
  }

  /** None where they cannot be told from a batch alone, as for sequences. */
  private List<LayerShape> shapes(MultiLayerNetwork network) {
    LayerShapes.requireInitialised(network);
    InputType input = batch.input();
    boolean known =
        input instanceof InputTypeFeedForward
            || (input instanceof InputTypeConvolutional && !channelsLast());
    return known ? LayerShapes.of(network, input) : List.of();
  }

  private boolean channelsLast() {
    Layer first = configuration.getConf(0).getLayer();
    return (first instanceof ConvolutionLayer convolution
            && convolution.getCnn2dDataFormat() == CNN2DFormat.NHWC)
        || (first instanceof SubsamplingLayer pooling
            && pooling.getCnn2dDataFormat() == CNN2DFormat.NHWC);
  }

  private void checkLabels(long outputs) {
    SampleBatch.Labels labels = batch.labels();
    boolean sparse = OutputLoss.isSparse(configuration);
    if (labels.classes() == 0) {
      return;
    }
    if (sparse && labels.numbers() > 1) {
      throw new LabException(
          "The loss SPARSE_MCXENT takes labels that are the number of the class, but these have %d numbers for each example. For one-hot labels write LossFunction.MCXENT."
              .formatted(labels.numbers()));
    }
    if (!sparse && labels.numbers() == 1 && outputs > 1) {
      throw new LabException(
          "The network gives %d numbers for each example, but its label is a single one. If that is the number of its class, write LossFunction.SPARSE_MCXENT."
              .formatted(outputs));
    }
    long wanted = labels.numbers() == 1 && !sparse ? 1 : labels.classes();
    if (sparse ? outputs < wanted : outputs != wanted) {
      throw new LabException(
          "The %s nOut(%d), but the labels have %d classes: write nOut(%d)."
              .formatted(lastLayer(), outputs, wanted, wanted));
    }
  }

  /** A loss layer has as many outputs as the layer before it. */
  private String lastLayer() {
    int last = configuration.getConfs().size() - 1;
    return configuration.getConf(last).getLayer() instanceof BaseOutputLayer
        ? "output layer has"
        : "layers before the loss have";
  }
}
