package digitlab.compare;

import digitlab.data.Mnist;
import digitlab.testing.SmallNetworks;
import digitlab.train.KeptNetworks;
import java.nio.file.Path;

/** Comparisons of networks that train in no time, kept in a directory of the test's own. */
public final class SmallComparisons {
  private static final int BATCH = 32;

  private SmallComparisons() {}

  /** Two networks from different seeds. */
  public static Comparison comparison(Path directory, Mnist data) {
    Comparison comparison = Comparison.on(data, 1, BATCH, KeptNetworks.in(directory, data));
    comparison.add("one", SmallNetworks.learning(1));
    comparison.add("two", SmallNetworks.learning(2));
    return comparison;
  }

  /** One architecture from two seeds. */
  public static SeedStudy seedStudy(Path directory, Mnist data) {
    SeedStudy study =
        SeedStudy.on(new TrainingProcedure(data, 1, BATCH, KeptNetworks.in(directory, data)), 1, 2);
    study.add("regression", SmallNetworks::learning);
    return study;
  }
}
