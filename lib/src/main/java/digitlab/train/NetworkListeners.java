package digitlab.train;

import java.util.List;
import java.util.function.BiConsumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.TrainingListener;

/** Calls the network's own listeners at epochs, as Deeplearning4j's {@code fit} does. */
final class NetworkListeners implements TrainingCallback {
  private MultiLayerNetwork network;

  @Override
  public void onTrainBegin(TrainingLoop loop) {
    network = loop.network();
  }

  @Override
  public void onEpochBegin(int epoch) {
    call(TrainingListener::onEpochStart);
  }

  @Override
  public void onEpochEnd(EpochProgress epoch) {
    if (epoch.trained()) {
      call(TrainingListener::onEpochEnd);
      network.incrementEpochCount();
    }
  }

  /** A listener may remove itself. */
  private void call(BiConsumer<TrainingListener, MultiLayerNetwork> method) {
    List.copyOf(network.getListeners()).forEach(listener -> method.accept(listener, network));
  }
}
