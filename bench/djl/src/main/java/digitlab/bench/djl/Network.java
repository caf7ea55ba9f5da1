package digitlab.bench.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.nn.pooling.Pool;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** A network as {@code digitlab.bench.SharedStart} has described it, in DJL's blocks. */
final class Network {
  private final Path folder;
  private final JsonObject description;
  private final SequentialBlock block = new SequentialBlock();

  /** Zeros that the next convolution adds itself: DJL has no layer for them. */
  private long padding;

  Network(Path folder) throws IOException {
    this.folder = folder;
    try (Reader reader = Files.newBufferedReader(folder.resolve("network.json"))) {
      description = JsonParser.parseReader(reader).getAsJsonObject();
    }
    for (JsonElement layer : description.getAsJsonArray("layers")) {
      add(layer.getAsJsonObject());
    }
  }

  /** The blocks; their parameters get values when the trainer is there. */
  SequentialBlock block() {
    return block;
  }

  double adam(String name) {
    return description.getAsJsonObject("adam").get(name).getAsDouble();
  }

  int number(String name) {
    return description.get(name).getAsInt();
  }

  /** Lets the parameters begin with the common weights; a trainer sets its own ways before. */
  void useFirstWeights() throws IOException {
    int next = 0;
    for (JsonElement element : description.getAsJsonArray("layers")) {
      JsonObject layer = element.getAsJsonObject();
      String type = layer.get("type").getAsString();
      if (!type.equals("convolution") && !type.equals("dense")) {
        continue;
      }
      Block trained = null;
      while (!(trained instanceof Conv2d) && !(trained instanceof Linear)) {
        trained = block.getChildren().get(next++).getValue();
      }
      float[] weights = floats(folder.resolve(layer.get("weights").getAsString() + ".f32"));
      if (type.equals("dense")) {
        weights = transposed(weights, layer.get("outputs").getAsInt());
      }
      begin(trained, "weight", weights);
      begin(trained, "bias", floats(folder.resolve(layer.get("bias").getAsString() + ".f32")));
    }
  }

  private static void begin(Block block, String parameter, float[] values) {
    block
        .getParameters()
        .get(parameter)
        .setInitializer((manager, shape, type) -> manager.create(values, shape));
  }

  private void add(JsonObject layer) {
    String type = layer.get("type").getAsString();
    switch (type) {
      case "convolution" -> {
        Shape own = shape(layer, "padding");
        block.add(
            Conv2d.builder()
                .setFilters(layer.get("outputs").getAsInt())
                .setKernelShape(shape(layer, "kernel"))
                .optStride(shape(layer, "stride"))
                .optPadding(new Shape(own.get(0) + padding, own.get(1) + padding))
                .build());
        padding = 0;
        activate(layer);
      }
      case "dense" -> {
        if (layer.has("flatten")) {
          block.add(Blocks.batchFlattenBlock());
        }
        block.add(Linear.builder().setUnits(layer.get("outputs").getAsInt()).build());
        activate(layer);
      }
      case "max pooling" ->
          block.add(Pool.maxPool2dBlock(shape(layer, "kernel"), shape(layer, "stride")));
      case "average pooling" ->
          block.add(Pool.avgPool2dBlock(shape(layer, "kernel"), shape(layer, "stride")));
      case "zero padding" -> padding = layer.getAsJsonArray("padding").get(0).getAsLong();
      case "batch normalisation" ->
          block.add(
              BatchNorm.builder()
                  .optEpsilon(layer.get("epsilon").getAsFloat())
                  .optMomentum(layer.get("decay").getAsFloat())
                  .build());
      case "activation" -> activate(layer);
      case "dropout" ->
          block.add(Dropout.builder().optRate(layer.get("dropped").getAsFloat()).build());
      default -> throw new IllegalArgumentException("No such layer: " + type);
    }
  }

  private void activate(JsonObject layer) {
    Function<NDList, NDList> function =
        switch (layer.get("activation").getAsString()) {
          case "relu" -> Activation::relu;
          case "tanh" -> Activation::tanh;
          default -> null; // the loss takes the softmax itself
        };
    if (function != null) {
      block.add(function);
    }
  }

  private static Shape shape(JsonObject layer, String name) {
    JsonArray sizes = layer.getAsJsonArray(name);
    return new Shape(sizes.get(0).getAsLong(), sizes.get(1).getAsLong());
  }

  /** From [in, out] to [out, in]. */
  private static float[] transposed(float[] weights, int outputs) {
    int inputs = weights.length / outputs;
    float[] result = new float[weights.length];
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        result[o * inputs + i] = weights[i * outputs + o];
      }
    }
    return result;
  }

  static float[] floats(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
