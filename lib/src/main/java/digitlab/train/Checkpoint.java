package digitlab.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A training after one of its epochs, with all that it takes to go on as if it had never ended.
 *
 * @param key the training
 * @param iterations steps taken so far
 * @param order the epoch of the batches that was read last; it decides the order of the next
 * @param random both states of ND4J's random numbers, on which dropout depends in Deeplearning4j
 * @param history the epochs so far
 * @param network the network with the state of its updater, in Deeplearning4j's format
 */
record Checkpoint(
    CheckpointKey key,
    int iterations,
    int order,
    RandomStates random,
    History history,
    byte[] network) {

  /** Both states of ND4J's random numbers. */
  record RandomStates(long root, long node) {}

  static Checkpoint of(CheckpointKey key, MultiLayerNetwork network, History history, int order) {
    var random = Nd4j.getRandom();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ModelSerializer.writeModel(network, bytes, true);
    } catch (IOException e) {
      throw new IllegalStateException("a network can be written to memory", e);
    }
    return new Checkpoint(
        key,
        network.getIterationCount(),
        order,
        new RandomStates(random.rootState(), random.nodeState()),
        history,
        bytes.toByteArray());
  }

  /** Gives a network of the same configuration the parameters, counts and states of this one. */
  void restore(MultiLayerNetwork target) throws IOException {
    MultiLayerNetwork source =
        ModelSerializer.restoreMultiLayerNetwork(new ByteArrayInputStream(network), true);
    target.setParams(source.params());
    INDArray state = source.getUpdater().getStateViewArray();
    if (state != null) {
      target.getUpdater().getStateViewArray().assign(state);
    }
    target.setIterationCount(source.getIterationCount());
    target.setEpochCount(source.getEpochCount());
    // The last, because a network that is made takes random numbers.
    Nd4j.getRandom().setStates(random.root(), random.node());
  }
}
