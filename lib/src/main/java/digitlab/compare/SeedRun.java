package digitlab.compare;

import digitlab.step.EvaluationResult;
import digitlab.train.Epoch;
import digitlab.train.History;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * One training of a network, without the network itself.
 *
 * @param network its name
 * @param seed of its starting weights and of the order of the images
 * @param parameters trained or not
 * @param memory bytes that one prediction holds: the parameters, the image, and the outputs of all
 *     layers
 * @param history its training, epoch by epoch
 * @param evaluation how it does on the test images
 */
record SeedRun(
    String network,
    long seed,
    long parameters,
    long memory,
    History history,
    EvaluationResult evaluation) {
  static SeedRun of(ComparedNetwork compared, long seed) {
    MultiLayerNetwork network = compared.network();
    return new SeedRun(
        compared.name(),
        seed,
        network.numParams(),
        memory(network),
        compared.history(),
        compared.evaluation());
  }

  double accuracy() {
    return evaluation.accuracy();
  }

  /** Seconds of all epochs, without the tests after them. */
  double seconds() {
    return history.epochs().stream().mapToDouble(Epoch::seconds).sum();
  }

  private static long memory(MultiLayerNetwork network) {
    List<INDArray> held = network.feedForward(Nd4j.zeros(1, 1, 28, 28), false);
    long numbers = network.numParams() + held.stream().mapToLong(INDArray::length).sum();
    return numbers * Float.BYTES;
  }
}
