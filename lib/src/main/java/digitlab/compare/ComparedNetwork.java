package digitlab.compare;

import digitlab.step.EvaluationResult;
import digitlab.train.History;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * A trained network in a comparison.
 *
 * @param name what it is called in tables and charts
 * @param network the network after its training
 * @param history its training, epoch by epoch
 * @param evaluation how it does on the test images, the same for all in the comparison
 */
public record ComparedNetwork(
    String name, MultiLayerNetwork network, History history, EvaluationResult evaluation) {
  @Override
  public String toString() {
    return name + ": " + evaluation;
  }
}
