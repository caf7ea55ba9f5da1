package digitlab.portable;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Products of matrices that lie row by row, computed by OpenBLAS on the calling thread. */
final class MatrixProduct {
  private MatrixProduct() {}

  /** {@code c = a · b}: {@code [rows, inner]} times {@code [inner, columns]}. */
  static void plain(
      int rows, int columns, int inner, FloatPointer a, FloatPointer b, FloatPointer c) {
    multiply(false, false, rows, columns, inner, a, inner, b, columns, c, columns);
  }

  /** {@code c = a · bᵀ}: {@code [rows, inner]} times {@code [columns, inner]} transposed. */
  static void rightTransposed(
      int rows, int columns, int inner, FloatPointer a, FloatPointer b, FloatPointer c) {
    multiply(false, true, rows, columns, inner, a, inner, b, inner, c, columns);
  }

  /**
   * {@code c = aᵀ · b}: the first {@code rows} columns of {@code a}, transposed, times {@code
   * [inner, columns]}.
   *
   * @param stride length of a row of {@code a}
   */
  static void leftTransposed(
      int rows,
      int columns,
      int inner,
      FloatPointer a,
      int stride,
      FloatPointer b,
      FloatPointer c) {
    multiply(true, false, rows, columns, inner, a, stride, b, columns, c, columns);
  }

  private static void multiply(
      boolean leftTransposed,
      boolean rightTransposed,
      int rows,
      int columns,
      int inner,
      FloatPointer a,
      int strideA,
      FloatPointer b,
      int strideB,
      FloatPointer c,
      int strideC) {
    openblas_nolapack.cblas_sgemm(
        openblas_nolapack.CblasRowMajor,
        leftTransposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        rightTransposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        rows,
        columns,
        inner,
        1,
        a,
        strideA,
        b,
        strideB,
        0,
        c,
        strideC);
  }
}
