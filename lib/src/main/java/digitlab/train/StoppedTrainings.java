package digitlab.train;

import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * The checkpoints that stopped trainings of this process have left. When their network is trained
 * on and that training ends, they are of no use any more, and the next new network must not begin
 * there.
 */
final class StoppedTrainings {
  private static final List<Left> LEFT = new ArrayList<>();

  private StoppedTrainings() {}

  private record Left(WeakReference<MultiLayerNetwork> network, Path checkpoint) {}

  static synchronized void remember(MultiLayerNetwork network, Path checkpoint) {
    forget(network);
    LEFT.add(new Left(new WeakReference<>(network), checkpoint));
  }

  static synchronized Optional<Path> checkpointOf(MultiLayerNetwork network) {
    return LEFT.stream()
        .filter(left -> left.network().refersTo(network))
        .map(Left::checkpoint)
        .findFirst();
  }

  static synchronized void forget(MultiLayerNetwork network) {
    LEFT.removeIf(left -> left.network().refersTo(network) || left.network().refersTo(null));
  }
}
