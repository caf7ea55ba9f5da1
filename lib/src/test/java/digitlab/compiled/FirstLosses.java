package digitlab.compiled;

import digitlab.backend.NativeLibrary;
import digitlab.model.Architecture;
import digitlab.model.Architectures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Trains each network for twenty steps of 32 images of MNIST, and prints for each a line of JSON:
 * its name, the way, the threads, the losses, and a sum over the bits of all parameters before and
 * after. {@code tests/arm64} compares what comes out on different processors. Arguments: the
 * engine, then numbers of threads, of which each gets trainings of its own.
 */
final class FirstLosses {
  private static final int STEPS = 20;
  private static final int BATCH = 32;
  private static final long SEED = 1;

  private FirstLosses() {}

  public static void main(String[] arguments) {
    NativeLibrary.prepare();
    Engines.force(arguments[0]);
    for (String threads : Arrays.asList(arguments).subList(1, arguments.length)) {
      for (Architecture architecture : Architectures.all()) {
        MultiLayerNetwork network = TestNetworks.start(architecture.configuration(SEED));
        train(architecture.name(), network, Integer.parseInt(threads));
      }
    }
    System.exit(0); // ND4J's threads would keep the process for a while
  }

  private static void train(String name, MultiLayerNetwork network, int threads) {
    int start = bits(network);
    List<Double> losses = new ArrayList<>();
    String way;
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      step.useThreads(threads);
      for (DataSet batch : TestNetworks.batches(network, STEPS, BATCH)) {
        losses.add(step.take(batch).loss());
      }
      way = step.way();
    }
    System.out.printf(
        Locale.ROOT,
        "{\"network\": \"%s\", \"way\": \"%s\", \"threads\": %d, \"losses\": %s, \"start\": \"%08x\", \"end\": \"%08x\"}%n",
        name,
        way,
        threads,
        losses,
        start,
        bits(network));
  }

  private static int bits(MultiLayerNetwork network) {
    return Arrays.hashCode(network.params().toFloatVector());
  }
}
