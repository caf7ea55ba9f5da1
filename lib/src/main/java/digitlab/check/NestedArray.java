package digitlab.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The numbers of an array with any number of dimensions, such as {@code double[][][]}.
 *
 * @param shape the length of each dimension
 * @param rows the innermost arrays, in their order
 */
record NestedArray(long[] shape, List<double[]> rows) {
  /** An answer that must be such an array, all its rows equally long; or an array of ND4J. */
  static NestedArray of(String name, Object answer) {
    Object given = Answers.given(name, answer);
    if (given instanceof INDArray array) {
      double[] numbers = array.castTo(DataType.DOUBLE).dup('c').data().asDouble();
      return new NestedArray(array.shape(), List.of(numbers));
    }
    List<Long> shape = new ArrayList<>();
    for (Object part = given; part != null; part = first(part)) {
      shape.add((long) length(name, part));
    }
    List<double[]> rows = new ArrayList<>();
    collect(name, given, shape, 0, rows);
    return new NestedArray(shape.stream().mapToLong(Long::longValue).toArray(), rows);
  }

  double[] numbers() {
    return rows.stream().flatMapToDouble(Arrays::stream).toArray();
  }

  private static Object first(Object part) {
    return part instanceof Object[] parts && parts.length > 0 ? parts[0] : null;
  }

  private static int length(String name, Object part) {
    if (part instanceof double[] row) {
      return row.length;
    }
    if (part instanceof Object[] parts) {
      return parts.length;
    }
    throw new NotYetRight(
        "%s is of the type %s, but should be an array of double."
            .formatted(name, part.getClass().getSimpleName()));
  }

  private static void collect(
      String name, Object part, List<Long> shape, int depth, List<double[]> rows) {
    if (part == null) {
      throw new NotYetRight(
          "%s is not filled: one of its rows is null, which should be an array.".formatted(name));
    }
    if (depth == shape.size() || length(name, part) != shape.get(depth)) {
      throw new NotYetRight("%s has rows of different lengths.".formatted(name));
    }
    if (part instanceof double[] row) {
      rows.add(row);
      return;
    }
    for (Object inner : (Object[]) part) {
      collect(name, inner, shape, depth + 1, rows);
    }
  }
}
