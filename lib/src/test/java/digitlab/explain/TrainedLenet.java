package digitlab.explain;

import digitlab.data.Batches;
import digitlab.model.Architectures;
import digitlab.testing.RealDigits;
import digitlab.testing.SilentProgress;
import digitlab.train.Trainer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A LeNet-5 that has learnt from 4,000 digits, and 100 test digits. */
final class TrainedLenet {
  static final int IMAGES = 100;
  private static MultiLayerNetwork network;

  private TrainedLenet() {}

  static synchronized MultiLayerNetwork network() {
    if (network == null) {
      network = new MultiLayerNetwork(Architectures.lenet5(1));
      network.init();
      Batches training = Batches.shuffled(RealDigits.first(4000, 0).train(), 32, 1);
      Trainer.of(network, new SilentProgress()).fit(training, test(), 2);
    }
    return network;
  }

  private static Batches test() {
    return Batches.inOrder(RealDigits.first(0, IMAGES).test(), IMAGES);
  }

  static INDArray images() {
    return test().next().getFeatures();
  }

  static int[] labels() {
    return test().classes();
  }
}
