package digitlab.backend;

import org.bytedeco.javacpp.Loader;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's native library: which one is loaded, and whether Deeplearning4j uses its oneDNN layers.
 *
 * <p>Words: <b>stock</b> is Deeplearning4j as shipped (a convolution as im2col and a matrix
 * product, steered from Java); <b>helpers</b> is the same network with its layers computed by
 * oneDNN; <b>compiled</b> is a plan of our own, made once for the network.
 */
public final class NativeLibrary {
  /** Deeplearning4j reads this property whenever a layer is created; it ships as "true". */
  private static final String HELPERS_DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

  private static final String COMPILED = "digitlab.compiled";

  private static volatile int threadsSet;

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
   * Lets trainings from now on compile their steps where that is possible, as they do by default;
   * or, with {@code false}, take Deeplearning4j's own.
   */
  public static void useCompiled(boolean use) {
    System.setProperty(COMPILED, Boolean.toString(use));
  }

  /** Whether trainings are to compile their steps. */
  public static boolean compiledWanted() {
    return !"false".equals(System.getProperty(COMPILED));
  }

  /**
   * Settings that suit training on a processor: helpers on unless somebody chose otherwise, and no
   * garbage collection forced on a timer (ND4J's workspaces reuse their memory).
   */
  public static void prepare() {
    if (System.getProperty(HELPERS_DISABLED) == null) {
      useHelpers(true);
    }
    Nd4j.getMemoryManager().togglePeriodicGc(false);
  }

  /** The number of threads that native operations use when this thread calls them. */
  public static int threads() {
    return operations().ompGetMaxThreads();
  }

  /**
   * The most threads that a compiled step may take: the number that was set, else one for each
   * processor that the JVM may use. ND4J's own number is no measure: it divides cores by chips as
   * {@code /sys} tells them, and finds a single one where that is not there.
   */
  public static int stepThreads() {
    return threadsSet > 0 ? threadsSet : Runtime.getRuntime().availableProcessors();
  }

  /** Sets the number of threads that native operations use when this thread calls them. */
  public static void useThreads(int threads) {
    threadsSet = threads;
    operations().setOmpNumThreads(threads);
    Nd4j.factory().blas().setMaxThreads(threads);
  }

  /** The holder is filled when ND4J has found its backend, not before. */
  private static NativeOps operations() {
    Nd4j.getBackend();
    return NativeOpsHolder.getInstance().getDeviceNativeOps();
  }
}
