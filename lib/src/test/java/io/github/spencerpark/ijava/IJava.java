package io.github.spencerpark.ijava;

/** Stands in for IJava's class of this name, as far as the library asks it anything. */
public final class IJava {
  private static JavaKernel kernel;

  private IJava() {}

  public static JavaKernel getKernelInstance() {
    return kernel;
  }

  public static JavaKernel start() {
    kernel = new JavaKernel();
    return kernel;
  }

  public static void end() {
    kernel = null;
  }
}
