package digitlab.train;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.testing.SmallNetworks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Trains for some epochs on 640 images; prints notes, the way, and the memory after each epoch. */
final class TrainEpochs {
  private TrainEpochs() {}

  public static void main(String[] arguments) {
    Mnist data = Mnist.load();
    MultiLayerNetwork network = SmallNetworks.start(Architectures.maxPooling(1));
    History history =
        Trainer.of(network, new Printing())
            .fit(
                Batches.shuffled(data.train().range(0, 640), 32, 1),
                Batches.inOrder(data.test().range(0, 200), 100),
                Integer.parseInt(arguments[0]));
    System.out.println("way " + history.conditions().way());
  }

  private static final class Printing implements Progress {
    @Override
    public void note(String sentence) {
      System.out.println("note " + sentence);
    }

    @Override
    public void onEpochEnd(EpochProgress epoch) {
      System.out.println("kilobytes " + residentKilobytes());
    }

    private static long residentKilobytes() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
