package digitlab.onednn;

import digitlab.plan.NativeFloats;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * An array of floats in native memory, in whatever layout its primitives like best.
 *
 * @param handle the array as oneDNN knows it
 * @param layout its shape and the order of its elements
 * @param shape {@code [n, features]} or {@code [n, channels, height, width]}; a tensor of
 *     parameters has the shape of these
 */
record Tensor(memory handle, memory.desc layout, long... shape) {
  /** The layout in which Deeplearning4j keeps an array: the last index runs fastest. */
  static memory.desc plain(long... shape) {
    memory.format_tag tag =
        switch (shape.length) {
          case 1 -> memory.format_tag.a;
          case 2 -> memory.format_tag.ab;
          case 4 -> memory.format_tag.abcd;
          case 5 -> memory.format_tag.abcde;
          default -> throw new IllegalArgumentException(shape.length + " dimensions");
        };
    return new memory.desc(shape, memory.data_type.f32, tag);
  }

  /** Images whose channels lie side by side in blocks of sixteen: a register of AVX-512. */
  static memory.desc blocksOf16(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.aBcd16b);
  }

  /** The same in blocks of eight; what is missing of the last block is zero. */
  static memory.desc blocksOf8(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.aBcd8b);
  }

  /** Images whose pixels hold all their channels side by side. */
  static memory.desc channelsLast(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.acdb);
  }

  /** Leaves the choice of the layout to the primitive that is made with it. */
  static memory.desc any(long... shape) {
    return new memory.desc(shape, memory.data_type.f32, memory.format_tag.any);
  }

  /** The elements as floats, in the order of the layout. */
  FloatPointer floats() {
    return NativeFloats.at(handle.get_data_handle().address(), length());
  }

  /** The number of elements, without those that a blocked layout adds as padding. */
  long length() {
    return length(shape);
  }

  static long length(long... shape) {
    long length = 1;
    for (long dimension : shape) {
      length *= dimension;
    }
    return length;
  }

  /** The same layout for another number of images, which are its outermost dimension. */
  memory.desc layoutFor(int images) {
    memory.desc layout = new memory.desc(this.layout.data());
    layout.data().dims().put(0, images);
    layout.data().padded_dims().put(0, images);
    return layout;
  }

  /** From one image to the next, padding included. */
  long bytesOfImage() {
    return layout.get_size() / shape[0];
  }

  static Tensor at(Pointer start, memory.desc layout, engine processor) {
    return of(new memory(layout, processor, start), layout);
  }

  static Tensor of(memory handle, memory.desc layout) {
    long[] shape = new long[layout.data().ndims()];
    layout.data().dims().get(shape);
    return new Tensor(handle, layout, shape);
  }
}
