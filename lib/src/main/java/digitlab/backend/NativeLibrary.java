package digitlab.backend;

import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

/**
 * ND4J's native library: which one is loaded, and whether Deeplearning4j uses its oneDNN layers.
 *
 * <p>Words: <b>stock</b> is Deeplearning4j as shipped (a convolution as im2col and a matrix
 * product, steered from Java); <b>helpers</b> is the same network with its layers computed by
 * oneDNN.
 */
public final class NativeLibrary {
  /** Deeplearning4j reads this property whenever a layer is created; it ships as "true". */
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  private NativeLibrary() {}

  /** Whether the native library on the class path was built with oneDNN. */
  public static boolean hasOneDnn() {
    String folder = Loader.getPlatform() + "-onednn";
    return Nd4jCpu.class.getResource(folder) != null
        && Nd4jCpu.Environment.getInstance().isUseONEDNN();
  }

  /**
   * Lets networks built from now on use oneDNN where the native library has it, or, with {@code
   * false}, the stock path.
   */
  public static void useHelpers(boolean use) {
    System.setProperty(HELPERS_DISABLED, Boolean.toString(!use));
  }

  /** Whether networks built from now on use oneDNN. */
  public static boolean helpersOn() {
    return "false".equals(System.getProperty(HELPERS_DISABLED)) && hasOneDnn();
  }

  /**
   * Settings that suit training on a processor: helpers on unless somebody chose otherwise, and no
   * garbage collection forced on a timer (ND4J's workspaces reuse their memory).
   */
  public static void prepare() {
    if (System.getProperty(HELPERS_DISABLED) == null) {
      useHelpers(true);
    }
    Settings.current().threads().ifPresent(NativeLibrary::useThreads);
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  /** The number of threads that native operations use. */
  public static int threads() {
    return Nd4j.getEnvironment().maxMasterThreads();
  }

  /** Sets the number of threads that native operations use, at least 1. */
  public static void useThreads(int threads) {
    Nd4j.getEnvironment().setMaxMasterThreads(threads);
    Nd4j.getEnvironment().setMaxThreads(threads);
  }
}
