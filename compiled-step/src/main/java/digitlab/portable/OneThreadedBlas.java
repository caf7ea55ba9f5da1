package digitlab.portable;

import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * While there are plans, OpenBLAS computes each product on the thread that asks for it: several of
 * ours ask side by side. Its number of threads is one for the whole process, and to set it takes as
 * long as a small product, so it is not set for each step.
 */
final class OneThreadedBlas {
  private static int plans;
  private static int before;

  private OneThreadedBlas() {}

  static synchronized void begin() {
    if (plans == 0) {
      before = openblas_nolapack.blas_get_num_threads();
      openblas_nolapack.blas_set_num_threads(1);
    }
    plans++;
  }

  static synchronized void end() {
    plans--;
    if (plans == 0) {
      openblas_nolapack.blas_set_num_threads(before);
    }
  }
}
