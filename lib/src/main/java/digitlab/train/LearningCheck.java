package digitlab.train;

import digitlab.step.OutputLoss;
import digitlab.text.Numbers;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;

/**
 * Says at the end of a training that nothing was learnt: the cross-entropy is no lower than that of
 * equal probabilities for all classes. That is what too large a learning rate comes to where the
 * loss stays finite.
 */
final class LearningCheck implements TrainingCallback {
  /** Fewer steps say nothing about a learning rate. */
  private static final int ENOUGH_STEPS = 100;

  private final long classes;
  private TrainingLoop loop;
  private int steps;

  /**
   * @param classes of the labels; 0 or 1 if they are no classes
   */
  LearningCheck(long classes) {
    this.classes = classes;
  }

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
  }

  @Override
  public void onTrainBatchEnd(BatchProgress batch) {
    steps++;
  }

  @Override
  public void onTrainEnd() {
    double guessing = Math.log(classes);
    if (steps < ENOUGH_STEPS || classes < 2 || !hasCrossEntropy(loop.network())) {
      return;
    }
    double loss = loop.history().last().loss();
    if (Double.isFinite(loss) && loss >= guessing) {
      String sentence =
          "The network has learnt nothing: its loss is %s, and equal probabilities for all %d classes give %s."
              .formatted(Numbers.measure(loss), classes, Numbers.measure(guessing));
      loop.remark(sentence);
      loop.note(
          sentence
              + " Make the network anew and try a smaller learning rate; see that the inputs are normalised, to 0…1 or the like.");
    }
  }

  private static boolean hasCrossEntropy(MultiLayerNetwork network) {
    return OutputLoss.of(network.getLayerWiseConfigurations()) instanceof LossMCXENT;
  }
}
