package digitlab.portable;

import java.nio.FloatBuffer;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Memory in which one worker computes one thing after another.
 *
 * <p>Loops run over the arrays from index 0: the JVM makes vector instructions of a loop only where
 * all its arrays are read and written at the same index.
 *
 * @param first for loops over the pixels or positions of one channel
 * @param second the same
 * @param third the same
 * @param left native memory for a factor of a matrix product
 * @param right native memory for the other factor
 * @param product native memory for the result
 */
record Workspace(
    float[] first, float[] second, float[] third, Memory left, Memory right, Memory product) {
  /**
   * Native memory.
   *
   * @param pointer for the matrix product
   * @param buffer for copies from and to Java arrays: a copy of some ten floats takes a third of
   *     the time that it takes through the pointer
   */
  record Memory(FloatPointer pointer, FloatBuffer buffer) {
    static Memory of(int length) {
      FloatPointer pointer = new FloatPointer(length);
      return new Memory(pointer, pointer.asBuffer());
    }
  }

  /**
   * @param loop the longest loop
   * @param matrix the largest matrix
   */
  static Workspace of(int loop, int matrix) {
    return new Workspace(
        new float[loop],
        new float[loop],
        new float[loop],
        Memory.of(matrix),
        Memory.of(matrix),
        Memory.of(matrix));
  }
}
