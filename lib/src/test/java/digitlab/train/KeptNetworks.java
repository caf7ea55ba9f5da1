package digitlab.train;

import digitlab.data.Mnist;
import digitlab.settings.Settings;
import java.nio.file.Path;
import java.util.Map;

/** Trained networks in a directory of the test's own; for tests of other packages. */
public final class KeptNetworks {
  private KeptNetworks() {}

  public static TrainedNetworks in(Path directory, Mnist data) {
    return TrainedNetworks.on(
        data, new Settings(Map.of("DIGITLAB_RUNS", directory.toString()), directory));
  }
}
