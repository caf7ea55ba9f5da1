package digitlab.notebook;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.Buffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataBuffer;

/**
 * How much memory a value holds, with all that can be reached from it.
 *
 * <p>An estimate: of long lists a part is looked at, and what Java's own classes keep to themselves
 * is not seen.
 */
final class HeldMemory {
  private static final int MOST_OBJECTS = 50_000;
  private static final int MOST_ELEMENTS = 1_000;
  private static final long BYTES_OF_AN_OBJECT = 24;
  private static final long BYTES_OF_A_REFERENCE = 4;

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Part> todo = new ArrayDeque<>();
  private double heap;
  private double offHeap;

  /** An object that stands for so many of its kind. */
  private record Part(Object object, double weight) {}

  /**
   * Bytes in Java's own memory and in that of native libraries.
   *
   * @param heap objects and arrays
   * @param offHeap ND4J's arrays and other buffers
   */
  record Size(long heap, long offHeap) {}

  private HeldMemory() {}

  static Size of(Object value) {
    HeldMemory held = new HeldMemory();
    held.add(value, 1);
    while (!held.todo.isEmpty() && held.seen.size() < MOST_OBJECTS) {
      held.look(held.todo.pop());
    }
    return new Size((long) held.heap, (long) held.offHeap);
  }

  private void add(Object object, double weight) {
    if (object != null && !(object instanceof Class) && seen.add(object)) {
      todo.push(new Part(object, weight));
    }
  }

  private void look(Part part) {
    Object object = part.object();
    heap += BYTES_OF_AN_OBJECT * part.weight();
    if (object instanceof DataBuffer buffer) {
      offHeap += part.weight() * buffer.length() * buffer.getElementSize();
    } else if (object instanceof Pointer pointer) {
      offHeap += part.weight() * pointer.capacity() * pointer.sizeof();
    } else if (object instanceof Buffer buffer && buffer.isDirect()) {
      offHeap += part.weight() * buffer.capacity();
    } else if (object instanceof CharSequence text && isJavas(object)) {
      heap += part.weight() * text.length();
    } else if (object.getClass().isArray()) {
      array(object, part.weight());
    } else if (object instanceof Collection<?> elements && isJavas(object)) {
      heap += BYTES_OF_A_REFERENCE * part.weight() * elements.size();
      some(elements, elements.size(), part.weight());
    } else if (object instanceof Map<?, ?> map && isJavas(object)) {
      heap += BYTES_OF_AN_OBJECT * part.weight() * map.size();
      some(map.keySet(), map.size(), part.weight());
      some(map.values(), map.size(), part.weight());
    } else if (!isJavas(object)) {
      fields(object, part.weight());
    }
  }

  /** Their fields cannot be read. */
  private static boolean isJavas(Object object) {
    return object.getClass().getModule().isNamed();
  }

  private void array(Object array, double weight) {
    int length = Array.getLength(array);
    Class<?> type = array.getClass().getComponentType();
    if (type.isPrimitive()) {
      heap += weight * length * bytesOf(type);
      return;
    }
    heap += BYTES_OF_A_REFERENCE * weight * length;
    int step = Math.max(1, length / MOST_ELEMENTS);
    for (int i = 0; i < length; i += step) {
      add(Array.get(array, i), weight * Math.min(step, length - i));
    }
  }

  private static long bytesOf(Class<?> type) {
    if (type == long.class || type == double.class) {
      return Long.BYTES;
    }
    if (type == int.class || type == float.class) {
      return Integer.BYTES;
    }
    return type == byte.class || type == boolean.class ? 1 : Short.BYTES;
  }

  private void some(Collection<?> elements, int size, double weight) {
    double each = weight * Math.max(1, (double) size / MOST_ELEMENTS);
    try {
      elements.stream().limit(MOST_ELEMENTS).forEach(element -> add(element, each));
    } catch (RuntimeException e) {
      return; // another thread changes it: what was seen so far counts
    }
  }

  private void fields(Object object, double weight) {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field(object, field, weight);
        }
      }
    }
  }

  private void field(Object object, Field field, double weight) {
    try {
      add(PrivateField.value(object, field), weight);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return; // one of Java's own, or nothing that has a size yet
    }
  }
}
