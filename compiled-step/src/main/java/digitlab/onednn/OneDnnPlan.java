package digitlab.onednn;

import digitlab.plan.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.bytedeco.dnnl.IntMemoryMap;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Everything that one batch size needs, made once: the primitives in the order in which they run,
 * their arguments, and the memory between them. Running it is a loop over two lists.
 *
 * <p>All that is native in it belongs to one scope and goes with {@link #close}.
 */
final class OneDnnPlan implements Plan {
  /** An argument of a primitive: its role ({@code DNNL_ARG_…}) and the tensor that plays it. */
  record Argument(int role, Tensor tensor) {}

  private final PointerScope scope = new PointerScope().extend();
  private final List<IntConsumer> forward = new ArrayList<>();
  private final List<IntConsumer> backward = new ArrayList<>();
  private final FloatPointer parameters;
  private final FloatPointer gradients;
  private final int images;
  private final int threads;
  private final engine processor;
  private final stream queue;
  private final FloatPointer input;
  private final FloatPointer output;
  private final FloatPointer outputGradient;
  private List<IntConsumer> current = forward;
  private FloatPointer imageGradient;

  /**
   * A plan for training.
   *
   * @param stages the network's layers, first to last
   * @param images the number of images in a batch
   * @param inputShape shape of one image
   * @param threads among which primitives divide their work when they are made
   * @param parameters the network's own parameters
   * @param gradients as many floats, for the gradients; {@code null} makes a plan for prediction
   *     alone
   * @param withImageGradient whether the way back goes on to the images
   */
  OneDnnPlan(
      List<Stage> stages,
      int images,
      long[] inputShape,
      int threads,
      FloatPointer parameters,
      FloatPointer gradients,
      boolean withImageGradient) {
    this.images = images;
    this.threads = threads;
    this.parameters = parameters;
    this.gradients = gradients;
    try (PointerScope building = scope;
        OpenMpThreads working = OpenMpThreads.use(threads)) {
      processor = new engine(engine.kind.cpu, 0);
      queue = new stream(processor);
      Tensor first = allocate(Tensor.plain(withImages(inputShape)), withImages(inputShape));
      Tensor last = buildForward(stages, first);
      input = first.floats();
      output = last.floats();
      outputGradient =
          isTraining() ? buildBackward(stages, last, withImageGradient).floats() : null;
    } catch (RuntimeException | LinkageError e) {
      scope.deallocate();
      throw e;
    }
  }

  private Tensor buildForward(List<Stage> stages, Tensor first) {
    Tensor activations = first;
    for (Stage stage : stages) {
      activations = stage.forward(this, activations);
    }
    return activations;
  }

  private Tensor buildBackward(List<Stage> stages, Tensor last, boolean withImageGradient) {
    current = backward;
    Tensor start = allocate(last.layout(), last.shape());
    Tensor gradient = start;
    for (int i = stages.size() - 1; i >= 0; i--) {
      gradient = stages.get(i).backward(this, gradient, i > 0 || withImageGradient);
    }
    if (withImageGradient) {
      imageGradient = as(Tensor.plain(gradient.shape()), gradient).floats();
    }
    return start;
  }

  // ---- What a stage uses to build its part.

  boolean isTraining() {
    return gradients != null;
  }

  engine engine() {
    return processor;
  }

  /** The shape with the number of images in front. */
  long[] withImages(long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = images;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return batch;
  }

  /** New memory, owned by this plan. */
  Tensor allocate(memory.desc layout, long... shape) {
    return new Tensor(new memory(layout, processor), layout, shape);
  }

  /** The same memory, seen in another shape of the same size. */
  Tensor view(Tensor tensor, memory.desc layout, long... shape) {
    memory view = new memory(layout, processor, tensor.handle().get_data_handle());
    return new Tensor(view, layout, shape);
  }

  /** The network's parameters from {@code offset} on: no copy. */
  Tensor parameter(long offset, long... shape) {
    return flat(parameters, offset, shape);
  }

  /** The place of these parameters' gradient. */
  Tensor gradient(long offset, long... shape) {
    return flat(gradients, offset, shape);
  }

  private Tensor flat(FloatPointer array, long offset, long... shape) {
    memory.desc layout = Tensor.plain(shape);
    return new Tensor(new memory(layout, processor, array.getPointer(offset)), layout, shape);
  }

  /** The tensor in the wanted layout: itself, or a copy that is made anew in every run. */
  Tensor as(memory.desc layout, Tensor tensor) {
    if (tensor.layout().equals(layout)) {
      return tensor;
    }
    Tensor copy = allocate(layout, tensor.shape());
    copy(tensor, copy);
    return copy;
  }

  /**
   * A tensor of the wanted layout whose contents, once computed, are to be copied to {@code to}.
   */
  Tensor before(memory.desc layout, Tensor to) {
    return to.layout().equals(layout) ? to : allocate(layout, to.shape());
  }

  /** Copies between layouts, unless both are the same memory. */
  void copy(Tensor from, Tensor to) {
    if (from != to) {
      run(
          new reorder(from.handle(), to.handle()),
          new Argument(dnnl.DNNL_ARG_FROM, from),
          new Argument(dnnl.DNNL_ARG_TO, to));
    }
  }

  /** Adds a primitive to the pass that is being built. */
  void run(primitive primitive, Argument... arguments) {
    IntMemoryMap map = new IntMemoryMap();
    for (Argument argument : arguments) {
      map.put(argument.role(), argument.tensor().handle());
    }
    current.add(iteration -> primitive.execute(queue, map));
  }

  /** Adds Java code to the pass that is being built; it is given the number of the iteration. */
  void run(IntConsumer code) {
    current.add(code);
  }

  // ---- Running it.

  @Override
  public void forward(float[] batch, int iteration) {
    input.put(batch);
    run(forward, iteration);
  }

  @Override
  public void output(float[] values, int from, int length) {
    output.get(values, from, length);
  }

  @Override
  public void backward(float[] gradient, int iteration) {
    outputGradient.put(gradient);
    run(backward, iteration);
  }

  @Override
  public void imageGradient(float[] values, int from, int length) {
    if (imageGradient == null) {
      throw new IllegalStateException("This plan was made without the gradient of the images.");
    }
    imageGradient.get(values, from, length);
  }

  private void run(List<IntConsumer> pass, int iteration) {
    try (OpenMpThreads working = OpenMpThreads.use(threads)) {
      for (IntConsumer part : pass) {
        part.accept(iteration);
      }
    }
  }

  @Override
  public void close() {
    scope.deallocate();
  }
}
