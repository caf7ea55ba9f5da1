package digitlab.plan;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A view of floats that somebody else owns: of an ND4J array, or of an engine. */
public final class NativeFloats extends FloatPointer {
  private NativeFloats(long address, long length) {
    super((Pointer) null);
    this.address = address;
    this.limit = length;
    this.capacity = length;
  }

  /** The floats behind an ND4J array, which must be kept reachable while they are used. */
  public static FloatPointer of(INDArray array) {
    if (!isPlain(array)) {
      throw new IllegalArgumentException(
          "Not a plain array of floats: " + array.shapeInfoToString());
    }
    return new NativeFloats(array.data().address(), array.length());
  }

  /** The floats at an address, which their owner must keep while they are used. */
  public static FloatPointer at(long address, long length) {
    return new NativeFloats(address, length);
  }

  /** The same array if its floats already lie row after row without gaps, else a copy that does. */
  public static INDArray plain(INDArray array) {
    INDArray floats = array.castTo(DataType.FLOAT);
    return isPlain(floats) ? floats : floats.dup('c');
  }

  private static boolean isPlain(INDArray array) {
    long stride = 1;
    for (int i = array.rank() - 1; i >= 0; i--) {
      if (array.size(i) > 1 && array.stride(i) != stride) {
        return false;
      }
      stride *= array.size(i);
    }
    return array.dataType() == DataType.FLOAT;
  }
}
