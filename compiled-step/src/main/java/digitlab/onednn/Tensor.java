package digitlab.onednn;

import digitlab.plan.NativeFloats;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

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
          default -> throw new IllegalArgumentException(shape.length + " dimensions");
        };
    return new memory.desc(shape, memory.data_type.f32, tag);
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
    long length = 1;
    for (long dimension : shape) {
      length *= dimension;
    }
    return length;
  }
}
