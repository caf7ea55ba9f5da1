package digitlab.train;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;

/**
 * What a configuration says, without what a network notes in it when it is initialised and trained.
 */
final class ConfigurationText {
  private ConfigurationText() {}

  /** The settings of a network in one text: equal texts mean equal networks at the start. */
  static String settings(MultiLayerConfiguration configuration) {
    MultiLayerConfiguration untrained = configuration.clone();
    untrained.setIterationCount(0);
    untrained.setEpochCount(0);
    untrained.setCacheMode(null);
    for (NeuralNetConfiguration layer : untrained.getConfs()) {
      layer.setIterationCount(0);
      layer.setEpochCount(0);
      layer.setCacheMode(null);
      layer.clearVariables();
    }
    return untrained.toJson();
  }
}
