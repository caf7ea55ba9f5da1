package digitlab.train;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Gives a network counts of iterations and epochs of its own.
 *
 * <p>Deeplearning4j keeps them in the configuration, and two networks that are made from the same
 * configuration object share them: what one of them has learnt, the other would count as its own
 * past, and Adam's bias correction would begin in the middle.
 */
final class OwnCounts {
  private OwnCounts() {}

  /**
   * From now on the network counts for itself: from 0 if it is new, else from where its
   * configuration stands.
   */
  static void give(MultiLayerNetwork network) {
    MultiLayerConfiguration shared = network.getLayerWiseConfigurations();
    MultiLayerConfiguration own = shared.clone();
    // The layers know these objects, too, and a new learning rate is written into them.
    own.setConfs(shared.getConfs());
    own.setInputPreProcessors(shared.getInputPreProcessors());
    if (own.getIterationCount() > 0 && isNew(network)) {
      own.setIterationCount(0);
      own.setEpochCount(0);
    }
    network.setLayerWiseConfigurations(own);
  }

  /**
   * Whether a network is as its configuration makes it: the updater has seen no gradient yet, and
   * the parameters are those that belong to the seed. One without the other is not enough: plain
   * gradient descent has no state, and a saved network may have been loaded without it.
   */
  private static boolean isNew(MultiLayerNetwork network) {
    INDArray state = network.getUpdater().getStateViewArray();
    if (state != null && !state.isEmpty() && state.amaxNumber().doubleValue() != 0) {
      return false;
    }
    return Arrays.equals(network.params().toFloatVector(), startingParameters(network));
  }

  private static float[] startingParameters(MultiLayerNetwork network) {
    long root = Nd4j.getRandom().rootState();
    long node = Nd4j.getRandom().nodeState();
    try {
      MultiLayerNetwork twin = new MultiLayerNetwork(network.getLayerWiseConfigurations().clone());
      twin.init();
      return twin.params().toFloatVector();
    } finally {
      // A network that is made takes random numbers; the training must not notice.
      Nd4j.getRandom().setStates(root, node);
    }
  }
}
