package digitlab.portable;

import org.bytedeco.javacpp.FloatPointer;

/**
 * Memory in which one worker computes one matrix product after another.
 *
 * @param array where plain loops gather what is to be multiplied
 * @param left native memory for a factor
 * @param right native memory for the other factor
 * @param product native memory for the result
 */
record Workspace(float[] array, FloatPointer left, FloatPointer right, FloatPointer product) {
  static Workspace of(int length) {
    return new Workspace(
        new float[length],
        new FloatPointer(length),
        new FloatPointer(length),
        new FloatPointer(length));
  }
}
