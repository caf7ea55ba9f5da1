package digitlab.portable;

import org.bytedeco.javacpp.FloatPointer;

/** Sums of a matrix's rows: the gradients of biases. */
final class RowSums {
  private RowSums() {}

  /**
   * @param matrix {@code [rows, columns]}
   * @param sums is filled with one sum for each row
   */
  static void put(float[] matrix, int rows, int columns, FloatPointer sums) {
    float[] found = new float[rows];
    for (int row = 0; row < rows; row++) {
      found[row] = (float) sum(matrix, row * columns, (row + 1) * columns);
    }
    sums.put(found);
  }

  /** In 64 bits; four sums at a time, for one addition has to wait for the one before. */
  private static double sum(float[] values, int from, int to) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int i = from;
    for (; i + 3 < to; i += 4) {
      first += values[i];
      second += values[i + 1];
      third += values[i + 2];
      fourth += values[i + 3];
    }
    for (; i < to; i++) {
      first += values[i];
    }
    return first + second + third + fourth;
  }
}
