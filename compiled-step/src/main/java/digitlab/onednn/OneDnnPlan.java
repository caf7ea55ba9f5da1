package digitlab.onednn;

import digitlab.plan.Plan;
import digitlab.shares.Phases;
import digitlab.shares.Share;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Everything that one batch size needs, made once: the primitives in the order in which they run,
 * their arguments, and the memory between them.
 *
 * <p>Every primitive works on one thread: threads take different shares, or different blocks of a
 * large layer. All that is native in the plan belongs to one scope and goes with {@link #close}.
 */
final class OneDnnPlan implements Plan {
  private final PointerScope scope = new PointerScope().extend();
  private final engine processor;
  private final List<Share> shares;
  private final List<PrimitiveSequence> sequences = new ArrayList<>();
  private final Phases forward;
  private final Phases backward;
  private final FloatPointer parameters;
  private final FloatPointer gradients;
  private final ShareGradients shareGradients;
  private final List<Tensor> output;
  private final List<List<Phases.Work>> preparation;
  private final Map<Object, Tensor> prepared = new HashMap<>();
  private Phases current;
  private float[] batch;
  private float[] batchGradient;
  private List<Tensor> imageGradient = List.of();

  /**
   * @param stages the network's layers, first to last
   * @param images the number of images in a batch
   * @param inputShape shape of one image
   * @param parameters the network's own parameters
   * @param gradients as many floats, for the gradients; {@code null} makes a plan for prediction
   *     alone
   * @param withImageGradient whether the way back goes on to the images
   */
  OneDnnPlan(
      List<BatchStage> stages,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients,
      boolean withImageGradient) {
    this.shares = Share.of(images);
    this.forward = new Phases(shares);
    this.backward = new Phases(shares);
    this.parameters = parameters;
    this.gradients = gradients;
    this.current = forward;
    this.preparation = forward.inTasks(0);
    try (PointerScope building = scope;
        OpenMpThreads one = OpenMpThreads.one()) {
      processor = new engine(engine.kind.cpu, 0);
      shareGradients = new ShareGradients(shares.size(), gradients);
      BatchMemory memory = new BatchMemory(processor, shares.size());
      for (Share share : shares) {
        sequences.add(sequence(share, memory));
      }
      output = buildForward(stages, inputShape);
      if (isTraining()) {
        buildBackward(stages, withImageGradient);
      }
    } catch (RuntimeException | LinkageError e) {
      scope.deallocate();
      throw e;
    }
  }

  private PrimitiveSequence sequence(Share share, BatchMemory memory) {
    return new PrimitiveSequence(
        processor,
        share.from(),
        share.images(),
        parameters,
        isTraining() ? (offset, length) -> shareGradients.of(share.index(), offset, length) : null,
        memory.room(share.index()),
        this::prepared,
        work -> current.forShare(share, OpenMpThreads.one(work)));
  }

  private List<Tensor> buildForward(List<BatchStage> stages, long[] inputShape) {
    List<Tensor> activations = given(inputShape, () -> batch);
    for (BatchStage stage : stages) {
      activations = stage.forward(this, activations);
    }
    return activations;
  }

  private void buildBackward(List<BatchStage> stages, boolean withImageGradient) {
    current = backward;
    List<Tensor> gradient = given(new long[] {classes()}, () -> batchGradient);
    for (int i = stages.size() - 1; i >= 0; i--) {
      gradient = stages.get(i).backward(this, gradient, i > 0 || withImageGradient);
    }
    if (withImageGradient) {
      imageGradient = plain(gradient);
    }
    shareGradients.addIn(backward);
  }

  private List<Tensor> plain(List<Tensor> tensors) {
    List<Tensor> plain = new ArrayList<>();
    for (Share share : shares) {
      Tensor tensor = tensors.get(share.index());
      plain.add(sequence(share).as(Tensor.plain(tensor.shape()), tensor));
    }
    return plain;
  }

  /** Tensors that each share fills from an array that is handed to the plan. */
  private List<Tensor> given(long[] shape, Supplier<float[]> array) {
    int elements = (int) Tensor.length(shape);
    List<Tensor> tensors = new ArrayList<>();
    for (Share share : shares) {
      PrimitiveSequence sequence = sequence(share);
      long[] withImages = sequence.withImages(shape);
      Tensor tensor = sequence.allocate(Tensor.plain(withImages), withImages);
      FloatPointer place = tensor.floats();
      int from = share.from() * elements;
      int most = share.images() * elements;
      sequence.run(
          iteration -> {
            float[] all = array.get();
            place.put(all, from, Math.max(0, Math.min(most, all.length - from)));
          });
      tensors.add(tensor);
    }
    return tensors;
  }

  private int classes() {
    return (int) output.get(0).shape()[1];
  }

  boolean isTraining() {
    return gradients != null;
  }

  // ---- What a stage uses to build its part.

  List<Share> shares() {
    return shares;
  }

  /** What follows one another for a share. */
  PrimitiveSequence sequence(Share share) {
    return sequences.get(share.index());
  }

  /** Work on the whole batch by one thread, after all that is before it and before all after it. */
  PrimitiveSequence task() {
    return tasks(1).get(0);
  }

  /** The same for several threads: tasks that do not touch one another. */
  List<PrimitiveSequence> tasks(int number) {
    List<PrimitiveSequence> tasks = new ArrayList<>();
    current.inTasks(number).forEach(works -> tasks.add(task(works)));
    return tasks;
  }

  private PrimitiveSequence task(List<Phases.Work> works) {
    return new PrimitiveSequence(
        processor,
        0,
        Share.images(shares),
        parameters,
        isTraining() ? (offset, length) -> gradients.getPointer(offset) : null,
        layout -> new memory(layout, processor),
        this::prepared,
        work -> works.add(OpenMpThreads.one(work)));
  }

  /** What is made of the parameters, in a task of its own before all others. */
  private Tensor prepared(Object key, Function<PrimitiveSequence, Tensor> maker) {
    Tensor tensor = prepared.get(key);
    if (tensor == null) {
      List<Phases.Work> works = new ArrayList<>();
      tensor = maker.apply(task(works));
      preparation.add(works);
      prepared.put(key, tensor);
    }
    return tensor;
  }

  /** New memory for a tensor that no share owns. */
  Tensor allocate(long... shape) {
    memory.desc layout = Tensor.plain(shape);
    return new Tensor(new memory(layout, processor), layout, shape);
  }

  /** The shares' tensors as one: no copy where they lie side by side. */
  Tensor joined(List<Tensor> parts) {
    Tensor first = parts.get(0);
    memory.desc layout = first.layoutFor(Share.images(shares));
    if (parts.size() == 1) {
      return first;
    }
    if (lieSideBySide(parts)) {
      return Tensor.at(first.handle().get_data_handle(), layout, processor);
    }
    Tensor whole = Tensor.of(new memory(layout, processor), layout);
    List<Tensor> places = split(whole);
    for (Share share : shares) {
      sequence(share).copy(parts.get(share.index()), places.get(share.index()));
    }
    return whole;
  }

  private boolean lieSideBySide(List<Tensor> parts) {
    Tensor first = parts.get(0);
    long start = first.handle().get_data_handle().address();
    for (Share share : shares) {
      Tensor part = parts.get(share.index());
      if (!part.layout().equals(first.layoutFor(share.images()))
          || part.handle().get_data_handle().address()
              != start + share.from() * first.bytesOfImage()) {
        return false;
      }
    }
    return true;
  }

  /** A tensor of the whole batch as one for each share: no copy. */
  List<Tensor> split(Tensor whole) {
    List<Tensor> parts = new ArrayList<>();
    for (Share share : shares) {
      Pointer place =
          BatchMemory.at(whole.handle().get_data_handle(), share.from() * whole.bytesOfImage());
      parts.add(Tensor.at(place, whole.layoutFor(share.images()), processor));
    }
    return parts;
  }

  // ---- Running it.

  @Override
  public void forward(float[] images, int iteration, int threads) {
    batch = images;
    run(forward, iteration, threads);
  }

  @Override
  public void output(float[] values, int from, int length) {
    copy(output, values, from, length);
  }

  /** The first values of the shares' tensors, one share after another. */
  private static void copy(List<Tensor> tensors, float[] values, int from, int length) {
    int done = 0;
    for (Tensor tensor : tensors) {
      int given = Math.min((int) tensor.length(), length - done);
      if (given > 0) {
        tensor.floats().get(values, from + done, given);
        done += given;
      }
    }
  }

  @Override
  public void backward(float[] gradient, int iteration, int threads) {
    batchGradient = gradient;
    run(backward, iteration, threads);
  }

  @Override
  public void imageGradient(float[] values, int from, int length) {
    if (imageGradient.isEmpty()) {
      throw new IllegalStateException("This plan was made without the gradient of the images.");
    }
    copy(imageGradient, values, from, length);
  }

  private static void run(Phases pass, int iteration, int threads) {
    try (OpenMpThreads one = OpenMpThreads.one()) {
      pass.run(threads, iteration);
    }
  }

  @Override
  public void close() {
    scope.deallocate();
  }
}
