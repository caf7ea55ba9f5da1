package digitlab.onednn;

import digitlab.shares.Phases;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * Primitives that follow one another on one thread, for the images of one share or of the whole
 * batch, and the memory between them. A stage builds its part with it.
 */
final class PrimitiveSequence {
  /** An argument of a primitive: its role ({@code DNNL_ARG_…}) and the tensor that plays it. */
  record Argument(int role, Tensor tensor) {}

  /** Where memory for the images of this sequence comes from. */
  interface Room {
    memory allocate(memory.desc layout);
  }

  /** Where the gradient of some parameters goes. */
  interface GradientPlace {
    FloatPointer at(long offset, long length);
  }

  /** What is made of the parameters at the beginning of each step, once for all sequences. */
  interface Preparation {
    Tensor of(Object key, Function<PrimitiveSequence, Tensor> maker);
  }

  private final engine processor;
  private final stream queue;
  private final int from;
  private final int images;
  private final FloatPointer parameters;
  private final GradientPlace gradients;
  private final Room room;
  private final Preparation preparation;
  private final Consumer<Phases.Work> works;

  /**
   * @param from the first of the sequence's images in the batch
   * @param images in each tensor
   * @param parameters the network's own
   * @param gradients {@code null} in a plan for prediction
   * @param works takes what is to be done, in its order
   */
  PrimitiveSequence(
      engine processor,
      int from,
      int images,
      FloatPointer parameters,
      GradientPlace gradients,
      Room room,
      Preparation preparation,
      Consumer<Phases.Work> works) {
    this.processor = processor;
    this.queue = new stream(processor);
    this.from = from;
    this.images = images;
    this.parameters = parameters;
    this.gradients = gradients;
    this.room = room;
    this.preparation = preparation;
    this.works = works;
  }

  boolean isTraining() {
    return gradients != null;
  }

  engine engine() {
    return processor;
  }

  /** The first of the sequence's images in the batch. */
  int from() {
    return from;
  }

  /**
   * What every primitive is made with: memory for its work is ours, since oneDNN's own belongs to
   * the thread that made the primitive.
   */
  static primitive_attr attributes() {
    primitive_attr attributes = new primitive_attr();
    attributes.set_scratchpad_mode(dnnl.scratchpad_mode.user);
    return attributes;
  }

  /** The shape with the number of images in front. */
  long[] withImages(long... shape) {
    long[] batch = new long[shape.length + 1];
    batch[0] = images;
    System.arraycopy(shape, 0, batch, 1, shape.length);
    return batch;
  }

  /** New memory. */
  Tensor allocate(memory.desc layout, long... shape) {
    boolean ofImages = shape.length > 1 && shape[0] == images;
    memory place = ofImages ? room.allocate(layout) : new memory(layout, processor);
    return new Tensor(place, layout, shape);
  }

  /** New memory with the same number everywhere. */
  Tensor filled(float value, long... shape) {
    Tensor tensor =
        new Tensor(new memory(Tensor.plain(shape), processor), Tensor.plain(shape), shape);
    float[] values = new float[(int) tensor.length()];
    Arrays.fill(values, value);
    tensor.floats().put(values);
    return tensor;
  }

  /** The same memory, seen in another shape of the same size. */
  Tensor view(Tensor tensor, memory.desc layout, long... shape) {
    return new Tensor(
        new memory(layout, processor, tensor.handle().get_data_handle()), layout, shape);
  }

  /**
   * A matrix within another one, or the same turned: no copy.
   *
   * @param offset of its first element
   * @param rowStride elements from one row to the next
   * @param columnStride elements from one column to the next
   */
  Tensor part(Tensor matrix, long offset, long[] shape, long rowStride, long columnStride) {
    memory.desc layout =
        new memory.desc(shape, memory.data_type.f32, new long[] {rowStride, columnStride});
    Pointer start = BatchMemory.at(matrix.handle().get_data_handle(), offset * Float.BYTES);
    return new Tensor(new memory(layout, processor, start), layout, shape);
  }

  /** The network's parameters from {@code offset} on: no copy. */
  Tensor parameter(long offset, long... shape) {
    return flat(parameters.getPointer(offset), shape);
  }

  /** The place of these parameters' gradient. */
  Tensor gradient(long offset, long... shape) {
    return flat(gradients.at(offset, Tensor.length(shape)), shape);
  }

  private Tensor flat(FloatPointer place, long... shape) {
    memory.desc layout = Tensor.plain(shape);
    return new Tensor(new memory(layout, processor, place), layout, shape);
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

  /**
   * What is made of the parameters at the beginning of each step, once for all shares.
   *
   * @param key what is made of which
   * @param maker is asked once, and builds it in a sequence of its own
   */
  Tensor prepared(Object key, Function<PrimitiveSequence, Tensor> maker) {
    return preparation.of(key, maker);
  }

  /**
   * Weights in the wanted layout, made once for all shares.
   *
   * @param use by what: one primitive of each share
   */
  Tensor weights(String use, memory.desc layout, long offset, long... shape) {
    Tensor first =
        prepared(List.of(use, offset), task -> task.as(layout, task.parameter(offset, shape)));
    return as(layout, first);
  }

  /** Copies between layouts, unless both are the same memory. */
  void copy(Tensor from, Tensor to) {
    if (from != to) {
      var copy = new reorder.primitive_desc(from.handle(), to.handle(), attributes(), false);
      run(
          copy,
          new reorder(copy),
          new Argument(dnnl.DNNL_ARG_FROM, from),
          new Argument(dnnl.DNNL_ARG_TO, to));
    }
  }

  /**
   * Adds a primitive that was made with {@link #attributes}.
   *
   * <p>It is called by oneDNN's C interface: the one for C++ makes a map of the arguments in every
   * call, which for a small network takes as long as the work.
   */
  void run(primitive_desc_base description, primitive primitive, Argument... arguments) {
    memory.desc workspace = description.scratchpad_desc();
    boolean works = workspace.get_size() > 0;
    int count = arguments.length + (works ? 1 : 0);
    dnnl_exec_arg_t all = new dnnl_exec_arg_t(count);
    for (int i = 0; i < arguments.length; i++) {
      put(all, i, arguments[i].role(), arguments[i].tensor().handle());
    }
    if (works) {
      put(all, arguments.length, dnnl.DNNL_ARG_SCRATCHPAD, new memory(workspace, processor));
    }
    all.position(0);
    dnnl_primitive handle = primitive.get();
    dnnl_stream on = queue.get();
    this.works.accept(
        (worker, iteration) -> {
          int status = dnnl.dnnl_primitive_execute(handle, on, count, all);
          if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN's status is " + status + ".");
          }
        });
  }

  private static void put(dnnl_exec_arg_t all, int place, int role, memory memory) {
    all.position(place).arg(role).memory(memory.get());
  }

  /** Adds Java code; it is given the number of the iteration. */
  void run(IntConsumer code) {
    works.accept((worker, iteration) -> code.accept(iteration));
  }
}
