package digitlab.compiled;

import digitlab.plan.PlannedLayer;
import java.util.List;

/**
 * What a network's configuration comes to: enough to make plans for any batch size.
 *
 * @param inputShape of one example: {@code [channels, height, width]} or {@code [features]}
 * @param usedRegion what is read of one example
 * @param flatInput whether images arrive flattened, {@code [n, channels · height · width]}
 * @param layers what an engine computes, first to last
 * @param loss softmax and cross-entropy, which follow the last layer
 * @param updates which parameters Adam moves, and how
 */
record CompiledNetwork(
    long[] inputShape,
    UsedRegion usedRegion,
    boolean flatInput,
    List<PlannedLayer> layers,
    CrossEntropy loss,
    List<AdamUpdate.Block> updates) {
  /** The number of values of one example. */
  int inputLength() {
    long length = 1;
    for (long dimension : inputShape) {
      length *= dimension;
    }
    return (int) length;
  }

  /** The shape that the features of a batch must have. */
  long[] featureShape(int n) {
    long[] example = flatInput ? new long[] {inputLength()} : inputShape;
    long[] shape = new long[example.length + 1];
    shape[0] = n;
    System.arraycopy(example, 0, shape, 1, example.length);
    return shape;
  }

  /** The shape that the labels of a batch must have. */
  long[] labelShape(int n) {
    return new long[] {n, loss.sparse() ? 1 : loss.classes()};
  }
}
