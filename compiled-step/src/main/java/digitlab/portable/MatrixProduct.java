package digitlab.portable;

import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/** Products of matrices that lie row by row, computed by OpenBLAS on the calling thread. */
final class MatrixProduct {
  /**
   * A matrix, or some neighbouring columns of one.
   *
   * @param values from the first value on
   * @param stride from one row to the next
   */
  record Matrix(FloatPointer values, int stride) {}

  private MatrixProduct() {}

  /** {@code c = a · b}: {@code [rows, inner]} times {@code [inner, columns]}. */
  static void plain(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
    multiply(false, false, rows, columns, inner, a, b, 0, c);
  }

  /** {@code c += a · b}. */
  static void addPlain(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
    multiply(false, false, rows, columns, inner, a, b, 1, c);
  }

  /** {@code c = a · bᵀ}: {@code [rows, inner]} times {@code [columns, inner]} transposed. */
  static void rightTransposed(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
    multiply(false, true, rows, columns, inner, a, b, 0, c);
  }

  /** {@code c = aᵀ · b}: {@code [inner, rows]} transposed times {@code [inner, columns]}. */
  static void leftTransposed(int rows, int columns, int inner, Matrix a, Matrix b, Matrix c) {
    multiply(true, false, rows, columns, inner, a, b, 0, c);
  }

  /**
   * The sum of each row.
   *
   * @param ones as many ones as there are columns, or more
   */
  static void rowSums(
      int rows, int columns, FloatPointer matrix, FloatPointer ones, FloatPointer sums) {
    openblas_nolapack.cblas_sgemv(
        openblas_nolapack.CblasRowMajor,
        openblas_nolapack.CblasNoTrans,
        rows,
        columns,
        1,
        matrix,
        columns,
        ones,
        1,
        0,
        sums,
        1);
  }

  private static void multiply(
      boolean leftTransposed,
      boolean rightTransposed,
      int rows,
      int columns,
      int inner,
      Matrix a,
      Matrix b,
      float kept,
      Matrix c) {
    openblas_nolapack.cblas_sgemm(
        openblas_nolapack.CblasRowMajor,
        leftTransposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        rightTransposed ? openblas_nolapack.CblasTrans : openblas_nolapack.CblasNoTrans,
        rows,
        columns,
        inner,
        1,
        a.values,
        a.stride,
        b.values,
        b.stride,
        kept,
        c.values,
        c.stride);
  }
}
