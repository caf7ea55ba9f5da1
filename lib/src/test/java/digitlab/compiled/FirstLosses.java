package digitlab.compiled;

import digitlab.backend.NativeLibrary;
import digitlab.model.Architectures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Takes the first steps of networks, on batches of 32 images of MNIST, and prints for each a line
 * of JSON: its name, the way, the threads, the loss of every step, and a sum over the bits of all
 * parameters before the first and after every step. {@code tests/arm64} compares what comes out on
 * different processors.
 *
 * <p>Arguments: the engine; numbers of threads with numbers of steps, {@code 2:20,1:3}, of which
 * each gets trainings of its own; the networks' names.
 */
final class FirstLosses {
  private static final int BATCH = 32;
  private static final long SEED = 1;

  private FirstLosses() {}

  public static void main(String[] arguments) {
    NativeLibrary.prepare();
    Engines.force(arguments[0]);
    for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
      for (String training : arguments[1].split(",")) {
        String[] numbers = training.split(":");
        train(name, Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
      }
    }
    System.exit(0); // ND4J's threads would keep the process for a while
  }

  private static void train(String name, int threads, int steps) {
    MultiLayerNetwork network = TestNetworks.start(Architectures.named(name).configuration(SEED));
    List<Double> losses = new ArrayList<>();
    List<Integer> bits = new ArrayList<>();
    bits.add(bits(network));
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, BATCH)) {
      step.useThreads(threads);
      for (DataSet batch : TestNetworks.batches(network, steps, BATCH)) {
        losses.add(step.take(batch).loss());
        bits.add(bits(network));
      }
      System.out.printf(
          Locale.ROOT,
          "{\"network\": \"%s\", \"way\": \"%s\", \"threads\": %d, \"losses\": %s, \"bits\": %s}%n",
          name,
          step.way(),
          threads,
          losses,
          bits);
    }
  }

  private static int bits(MultiLayerNetwork network) {
    return Arrays.hashCode(network.params().toFloatVector());
  }
}
