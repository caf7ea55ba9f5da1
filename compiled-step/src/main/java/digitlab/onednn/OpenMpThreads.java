package digitlab.onednn;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The number of threads for a while. OpenMP counts them for each thread that calls it; ND4J's own
 * number is put back at the end.
 */
final class OpenMpThreads implements AutoCloseable {
  private final NativeOps openMp;
  private final int before;

  private OpenMpThreads(NativeOps openMp, int before) {
    this.openMp = openMp;
    this.before = before;
  }

  static OpenMpThreads use(int threads) {
    // The holder is filled when ND4J has found its backend, not before.
    Nd4j.getBackend();
    NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    OpenMpThreads instead = new OpenMpThreads(openMp, openMp.ompGetMaxThreads());
    openMp.setOmpNumThreads(threads);
    return instead;
  }

  @Override
  public void close() {
    openMp.setOmpNumThreads(before);
  }
}
