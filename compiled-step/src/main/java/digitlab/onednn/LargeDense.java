package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Dense;
import digitlab.shares.Share;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.matmul;

/**
 * A fully connected layer of many weights: cut by its outputs and inputs rather than by images, so
 * that each weight is read once, and its gradient is written where Adam reads it.
 */
final class LargeDense implements BatchStage {
  /** From this number of weights on, reading them is what takes the time. */
  private static final long LARGE = 200_000;

  /** Outputs or inputs of one task: it must not depend on the machine. */
  private static final long BLOCK = 128;

  private final Dense layer;
  private final long inputs;
  private final long outputs;
  private final FusedActivation activation;
  private List<Tensor> images;
  private Tensor input;
  private List<Tensor> outputsOfShares;

  LargeDense(Dense layer) {
    this.layer = layer;
    this.inputs = layer.inputs();
    this.outputs = layer.outputs();
    this.activation = FusedActivation.of(layer.activation());
  }

  static boolean isLarge(Dense layer) {
    return layer.inputs() * layer.outputs() >= LARGE;
  }

  /** Computes {@code W · xᵀ}: the weights are read where they lie, and only small arrays turned. */
  @Override
  public List<Tensor> forward(OneDnnPlan plan, List<Tensor> images) {
    this.images = images;
    long batch = Share.images(plan.shares());
    Tensor columns = plan.allocate(inputs, batch);
    List<Tensor> rows = new ArrayList<>();
    for (Share share : plan.shares()) {
      PrimitiveSequence sequence = plan.sequence(share);
      Tensor row = flat(sequence, images.get(share.index()));
      sequence.copy(row, turned(sequence, columns, share, inputs));
      rows.add(row);
    }
    input = plan.joined(rows);
    Tensor product = plan.allocate(outputs, batch);
    List<Block> blocks = Block.of(outputs);
    List<PrimitiveSequence> tasks = plan.tasks(blocks.size());
    for (Block block : blocks) {
      PrimitiveSequence task = tasks.get(block.index());
      Tensor weights =
          task.parameter(layer.offset() + block.from() * inputs, block.length(), inputs);
      long[] shape = {block.length(), batch};
      multiply(task, weights, columns, task.part(product, block.from() * batch, shape, batch, 1));
    }
    outputsOfShares = new ArrayList<>();
    for (Share share : plan.shares()) {
      PrimitiveSequence sequence = plan.sequence(share);
      outputsOfShares.add(withBias(sequence, turned(sequence, product, share, outputs)));
    }
    return outputsOfShares;
  }

  /** An image is flattened by channel, row and column. */
  private Tensor flat(PrimitiveSequence sequence, Tensor image) {
    long[] shape = sequence.withImages(inputs);
    Tensor plain = sequence.as(Tensor.plain(image.shape()), image);
    return sequence.view(plain, Tensor.plain(shape), shape);
  }

  /** A share's rows among the columns of the whole batch. */
  private static Tensor turned(
      PrimitiveSequence sequence, Tensor columns, Share share, long elements) {
    return sequence.part(
        columns, share.from(), sequence.withImages(elements), 1, columns.shape()[1]);
  }

  private Tensor withBias(PrimitiveSequence sequence, Tensor product) {
    Tensor output = sequence.allocate(Tensor.plain(product.shape()), product.shape());
    sequence.copy(product, output);
    Tensor bias = sequence.parameter(biasOffset(), 1, outputs);
    var add =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_add, output.layout(), bias.layout(), output.layout()),
            activation.fused(),
            sequence.engine());
    sequence.run(
        add,
        new binary(add),
        new Argument(dnnl.DNNL_ARG_SRC_0, output),
        new Argument(dnnl.DNNL_ARG_SRC_1, bias),
        new Argument(dnnl.DNNL_ARG_DST, output));
    return output;
  }

  @Override
  public List<Tensor> backward(OneDnnPlan plan, List<Tensor> gradients, boolean inputGradient) {
    List<Tensor> before = new ArrayList<>();
    for (Share share : plan.shares()) {
      int i = share.index();
      before.add(
          activation.backward(plan.sequence(share), outputsOfShares.get(i), gradients.get(i)));
    }
    Tensor gradient = plan.joined(before);
    List<Block> outputBlocks = Block.of(outputs);
    List<Block> inputBlocks = inputGradient ? Block.of(inputs) : List.of();
    List<PrimitiveSequence> tasks = plan.tasks(outputBlocks.size() + inputBlocks.size());
    Tensor ones = tasks.get(0).filled(1, 1, gradient.shape()[0]);
    for (Block block : outputBlocks) {
      weightGradient(tasks.get(block.index()), block, gradient, ones);
    }
    if (!inputGradient) {
      return null;
    }
    Tensor result = plan.allocate(gradient.shape()[0], inputs);
    for (Block block : inputBlocks) {
      inputGradient(tasks.get(outputBlocks.size() + block.index()), block, gradient, result);
    }
    return asImages(plan, plan.split(result));
  }

  private void weightGradient(PrimitiveSequence task, Block block, Tensor gradient, Tensor ones) {
    long batch = gradient.shape()[0];
    long[] turned = {block.length(), batch};
    multiply(
        task,
        task.part(gradient, block.from(), turned, 1, outputs),
        input,
        task.gradient(layer.offset() + block.from() * inputs, block.length(), inputs));
    long[] columns = {batch, block.length()};
    multiply(
        task,
        ones,
        task.part(gradient, block.from(), columns, outputs, 1),
        task.gradient(biasOffset() + block.from(), 1, block.length()));
  }

  private void inputGradient(PrimitiveSequence task, Block block, Tensor gradient, Tensor result) {
    Tensor weights = task.parameter(layer.offset(), outputs, inputs);
    long[] columns = {outputs, block.length()};
    long[] part = {gradient.shape()[0], block.length()};
    multiply(
        task,
        gradient,
        task.part(weights, block.from(), columns, inputs, 1),
        task.part(result, block.from(), part, inputs, 1));
  }

  private List<Tensor> asImages(OneDnnPlan plan, List<Tensor> rows) {
    List<Tensor> results = new ArrayList<>();
    for (Share share : plan.shares()) {
      long[] shape = images.get(share.index()).shape();
      results.add(plan.sequence(share).view(rows.get(share.index()), Tensor.plain(shape), shape));
    }
    return results;
  }

  private static void multiply(PrimitiveSequence task, Tensor left, Tensor right, Tensor product) {
    var multiply =
        new matmul.primitive_desc(
            new matmul.desc(left.layout(), right.layout(), product.layout()),
            PrimitiveSequence.attributes(),
            task.engine());
    task.run(
        multiply,
        new matmul(multiply),
        new Argument(dnnl.DNNL_ARG_SRC, left),
        new Argument(dnnl.DNNL_ARG_WEIGHTS, right),
        new Argument(dnnl.DNNL_ARG_DST, product));
  }

  private long biasOffset() {
    return layer.offset() + outputs * inputs;
  }

  /** Outputs or inputs that one task computes. */
  private record Block(int index, long from, long length) {
    static List<Block> of(long all) {
      List<Block> blocks = new ArrayList<>();
      for (long from = 0; from < all; from += BLOCK) {
        blocks.add(new Block(blocks.size(), from, Math.min(BLOCK, all - from)));
      }
      return blocks;
    }
  }
}
