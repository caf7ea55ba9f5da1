package digitlab.onednn;

import digitlab.shares.Phases;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * One thread of OpenMP for each of ours, which do different work side by side. OpenMP counts its
 * threads for each thread that calls it; ND4J's own number is put back at the end.
 */
final class OpenMpThreads implements AutoCloseable {
  /** The threads of {@link digitlab.shares.Workers} compute nothing else: once is enough. */
  private static final ThreadLocal<OpenMpThreads> OF_WORKER =
      ThreadLocal.withInitial(OpenMpThreads::one);

  private final NativeOps openMp;
  private final int before;

  private OpenMpThreads(NativeOps openMp, int before) {
    this.openMp = openMp;
    this.before = before;
  }

  /** Lets this thread do everything that it asks of OpenMP itself. */
  static OpenMpThreads one() {
    // The holder is filled when ND4J has found its backend, not before.
    Nd4j.getBackend();
    NativeOps openMp = NativeOpsHolder.getInstance().getDeviceNativeOps();
    OpenMpThreads one = new OpenMpThreads(openMp, openMp.ompGetMaxThreads());
    openMp.setOmpNumThreads(1);
    return one;
  }

  /** The same work on one thread, whichever worker does it; worker 0 is the plan's caller. */
  static Phases.Work one(Phases.Work work) {
    return (worker, iteration) -> {
      if (worker > 0) {
        OF_WORKER.get();
      }
      work.run(worker, iteration);
    };
  }

  @Override
  public void close() {
    openMp.setOmpNumThreads(before);
  }
}
