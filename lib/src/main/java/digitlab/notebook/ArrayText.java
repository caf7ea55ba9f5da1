package digitlab.notebook;

import digitlab.text.Numbers;
import java.lang.reflect.Array;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An array's first elements and its length. Java itself writes only where it lies in memory. */
final class ArrayText {
  /** The kinds that the library and ND4J hand out; kernels look for exactly these. */
  static final List<Class<?>> TYPES =
      List.of(
          byte[].class,
          int[].class,
          long[].class,
          float[].class,
          double[].class,
          String[].class,
          int[][].class,
          float[][].class,
          double[][].class);

  private static final int MOST = 20;

  private ArrayText() {}

  /** Rows of an array of arrays stand below one another. */
  static String of(Object array) {
    int length = Array.getLength(array);
    boolean rows = array.getClass().getComponentType().isArray();
    String cut = length > MOST ? ", … (%s in all)".formatted(Numbers.count(length)) : "";
    return IntStream.range(0, Math.min(MOST, length))
        .mapToObj(i -> Array.get(array, i))
        .map(element -> rows ? of(element) : String.valueOf(element))
        .collect(Collectors.joining(rows ? ",\n " : ", ", "[", cut + "]"));
  }
}
