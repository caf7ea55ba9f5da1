package digitlab.bench;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.settings.LabException;
import digitlab.step.OutputLoss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The start that all systems share: a network's first weights, the first batches, and the whole
 * data set with the order of its images, for trainings that go on until a network is good.
 *
 * <p>In a folder lie {@code images.f32} and {@code labels.u8}, and for each network a folder with
 * {@code network.json} and an array for each parameter ({@code 0_W.f32}): plain little-endian
 * numbers, which every language can read. {@code train-images.u8} and the like are the data set in
 * bytes; {@code order.i32} has the images of each step, epoch after epoch, as numbers from 0.
 */
final class Workload {
  static final int BATCH_SIZE = 32;

  /** The steps whose losses are compared. */
  static final int FIRST_STEPS = 20;

  /** Batches in the files; the other systems go through them again and again. */
  private static final int WRITTEN_BATCHES = 100;

  /** Epochs of a training until a network is good; none is longer. */
  private static final int WRITTEN_EPOCHS = 10;

  private static final int TEST_BATCH = 500;
  private static final long SEED = 1;

  private final Path folder;
  private final MultiLayerConfiguration configuration;

  private Workload(Path folder, MultiLayerConfiguration configuration) {
    this.folder = folder;
    this.configuration = configuration;
  }

  /** Writes the start of every network into a folder, and prints the networks' names. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    Files.createDirectories(folder);
    Mnist mnist = Mnist.load();
    writeBatches(folder, mnist);
    writeDataSet(folder, mnist);
    for (String name : BenchNetworks.all(SEED).keySet()) {
      of(folder, name).write();
      System.out.println(name);
    }
    System.exit(0); // ND4J's threads would keep the process for a while
  }

  /** The start of the network with this name. */
  static Workload of(Path folder, String name) {
    MultiLayerConfiguration configuration = BenchNetworks.all(SEED).get(name);
    if (configuration == null) {
      throw new LabException("There is no network %s in Architectures.".formatted(name));
    }
    return new Workload(folder.resolve(name), configuration);
  }

  /** The network with its first weights. */
  MultiLayerNetwork network() {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    network
        .paramTable()
        .forEach(
            (name, parameter) ->
                network.setParam(
                    name,
                    Nd4j.createFromArray(floats(file(name), Math.toIntExact(parameter.length())))
                        .reshape(parameter.shape())));
    return network;
  }

  /** The batches of the first steps: one short epoch. */
  Batches firstBatches(Mnist mnist) {
    return labelled(first(mnist));
  }

  /** The batches of the steps that are measured. */
  Batches batches(Mnist mnist) {
    return labelled(Batches.shuffled(mnist.train(), BATCH_SIZE, SEED));
  }

  /** One batch to validate on, since every training wants to. */
  Batches validation(Mnist mnist) {
    return labelled(Batches.inOrder(mnist.test().range(0, BATCH_SIZE), BATCH_SIZE));
  }

  /** The whole test set. */
  Batches test(Mnist mnist) {
    return labelled(Batches.inOrder(mnist.test(), TEST_BATCH));
  }

  /** The written batches, ready for {@link MultiLayerNetwork#fit(DataSet)}. */
  List<DataSet> written(Mnist mnist) {
    List<DataSet> batches = new ArrayList<>();
    Batches first = firstBatches(mnist);
    first.forEachRemaining(batches::add);
    Batches others = batches(mnist);
    while (batches.size() < WRITTEN_BATCHES) {
      batches.add(others.next());
    }
    return batches;
  }

  private static Batches first(Mnist mnist) {
    return Batches.shuffled(mnist.train().range(0, FIRST_STEPS * BATCH_SIZE), BATCH_SIZE, SEED);
  }

  /** Labels as the loss function wants them: one-hot, or the classes' numbers. */
  private Batches labelled(Batches batches) {
    return sparse() ? batches.withIntegerLabels() : batches;
  }

  private boolean sparse() {
    return OutputLoss.isSparse(configuration);
  }

  private void write() throws IOException {
    Files.createDirectories(folder);
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    for (Map.Entry<String, INDArray> parameter : network.paramTable().entrySet()) {
      shapes.put(parameter.getKey(), parameter.getValue().shape());
      writeFloats(file(parameter.getKey()), parameter.getValue().dup('c').data().asFloat());
    }
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("layers", NetworkDescription.layers(configuration));
    description.put("adam", NetworkDescription.adam(configuration));
    description.put("sparse", sparse());
    description.put("parameters", shapes);
    description.put("batch_size", BATCH_SIZE);
    description.put("first_steps", FIRST_STEPS);
    new ObjectMapper().writeValue(folder.resolve("network.json").toFile(), description);
  }

  private static void writeBatches(Path folder, Mnist mnist) throws IOException {
    Workload oneHot = of(folder, "max-pooling");
    float[] images = new float[WRITTEN_BATCHES * BATCH_SIZE * 28 * 28];
    byte[] labels = new byte[WRITTEN_BATCHES * BATCH_SIZE];
    int batches = 0;
    for (DataSet batch : oneHot.written(mnist)) {
      float[] pixels = batch.getFeatures().data().asFloat();
      System.arraycopy(pixels, 0, images, batches * pixels.length, pixels.length);
      int[] classes = Nd4j.argMax(batch.getLabels(), 1).toIntVector();
      for (int i = 0; i < classes.length; i++) {
        labels[batches * BATCH_SIZE + i] = (byte) classes[i];
      }
      batches++;
    }
    writeFloats(folder.resolve("images.f32"), images);
    Files.write(folder.resolve("labels.u8"), labels);
  }

  private static void writeDataSet(Path folder, Mnist mnist) throws IOException {
    Files.write(folder.resolve("train-images.u8"), mnist.train().pixels());
    Files.write(folder.resolve("train-labels.u8"), mnist.train().labels());
    Files.write(folder.resolve("test-images.u8"), mnist.test().pixels());
    Files.write(folder.resolve("test-labels.u8"), mnist.test().labels());
    Batches batches = Batches.shuffled(mnist.train(), BATCH_SIZE, SEED);
    ByteBuffer order =
        ByteBuffer.allocate(WRITTEN_EPOCHS * mnist.train().size() * Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int epoch = 0; epoch < WRITTEN_EPOCHS; epoch++) {
      batches.startEpoch(epoch);
      for (int image : batches.imageNumbers()) {
        order.putInt(image);
      }
    }
    Files.write(folder.resolve("order.i32"), order.array());
  }

  private Path file(String parameter) {
    return folder.resolve(parameter + ".f32");
  }

  private static void writeFloats(Path file, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  private static float[] floats(Path file, int length) {
    try {
      float[] values = new float[length];
      ByteBuffer.wrap(Files.readAllBytes(file))
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      return values;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
