package digitlab.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Gradients by Deeplearning4j's own backpropagation. */
final class PlainImageGradients implements ImageGradients {
  /** Images at once: enough work for a call, and little memory. */
  private static final int BATCH = 100;

  private final MultiLayerNetwork logits;

  PlainImageGradients(MultiLayerNetwork network) {
    logits = LogitNetwork.of(network);
  }

  @Override
  public INDArray logits(INDArray images) {
    return inBatches(images, batch -> logits.output(images.get(batch), false));
  }

  @Override
  public INDArray gradient(INDArray images, INDArray weights) {
    return inBatches(images, batch -> gradientOf(images.get(batch), weights.get(batch)));
  }

  private INDArray gradientOf(INDArray images, INDArray weights) {
    logits.setInput(images.dup());
    // "Training" keeps what the way back needs; nothing in this network depends on it otherwise.
    logits.feedForward(true, false);
    return logits.backpropGradient(weights.dup(), null).getSecond().detach();
  }

  private static INDArray inBatches(INDArray images, Function<INDArrayIndex, INDArray> compute) {
    List<INDArray> parts = new ArrayList<>();
    for (long from = 0; from < images.size(0); from += BATCH) {
      long to = Math.min(images.size(0), from + BATCH);
      parts.add(compute.apply(NDArrayIndex.interval(from, to)));
    }
    return parts.size() == 1 ? parts.get(0) : Nd4j.concat(0, parts.toArray(INDArray[]::new));
  }

  @Override
  public int classes() {
    return (int) logits.layerSize(logits.getnLayers() - 1);
  }

  @Override
  public void close() {
    logits.close();
  }

  @Override
  public String toString() {
    return "image gradients by Deeplearning4j's backpropagation";
  }
}
