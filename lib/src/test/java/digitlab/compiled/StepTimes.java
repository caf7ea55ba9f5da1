package digitlab.compiled;

import digitlab.backend.NativeLibrary;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Prints the time of a training step of each network: compiled at one and two threads, and in
 * Deeplearning4j's own way with its helpers, in turns. Arguments: rounds, steps per round, then
 * "-compiled" to leave the helpers out, and the networks' names (all by default).
 */
final class StepTimes {
  private StepTimes() {}

  public static void main(String[] arguments) {
    NativeLibrary.prepare();
    int rounds = Integer.parseInt(arguments[0]);
    int steps = Integer.parseInt(arguments[1]);
    List<String> names = Arrays.asList(arguments).subList(2, arguments.length);
    boolean compiledOnly = names.contains("-compiled");
    boolean all = names.size() == (compiledOnly ? 1 : 0);
    System.out.println(
        "network, ms per step: compiled 1 thread | compiled 2 | helpers 1 | helpers 2");
    TestNetworks.all()
        .forEach(
            (name, configuration) -> {
              if (all || names.contains(name)) {
                measure(
                    name, TestNetworks.start(configuration.apply(1)), rounds, steps, compiledOnly);
              }
            });
    System.exit(0);
  }

  private static void measure(
      String name, MultiLayerNetwork network, int rounds, int steps, boolean compiledOnly) {
    List<DataSet> batches = TestNetworks.batches(network, 20, 32);
    MultiLayerNetwork plain = TestNetworks.twin(network);
    double[][] times = new double[4][rounds * steps];
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, 32)) {
      for (int round = -1; round < rounds; round++) {
        for (int way = 0; way < (compiledOnly ? 2 : 4); way++) {
          NativeLibrary.useThreads(way % 2 + 1);
          step.useThreads(way % 2 + 1);
          for (int i = 0; i < steps; i++) {
            DataSet batch = batches.get(i % batches.size());
            long start = System.nanoTime();
            if (way < 2) {
              step.take(batch);
            } else {
              plain.fit(batch);
            }
            if (round >= 0) {
              times[way][round * steps + i] = (System.nanoTime() - start) / 1e6;
            }
          }
        }
      }
    }
    StringBuilder line = new StringBuilder("%-16s".formatted(name));
    for (double[] way : times) {
      Arrays.sort(way);
      line.append(String.format(Locale.ROOT, " | %6.2f (min %6.2f)", way[way.length / 2], way[0]));
    }
    System.out.println(line);
  }
}
