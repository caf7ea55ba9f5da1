package digitlab.notebook;

import digitlab.backend.NativeLibrary;
import digitlab.compiled.Engines;

/**
 * Loads the native libraries while the kernel starts, on the core that is free meanwhile.
 *
 * <p>No cell runs before they are there: two threads that both begin to use Deeplearning4j's
 * classes could wait for each other for ever.
 */
final class NativeStart {
  private static volatile Thread thread;

  private NativeStart() {}

  /** The kernel starts. */
  static void begin() {
    Thread loading = new Thread(NativeStart::load, "digitlab-native");
    loading.setDaemon(true);
    loading.start();
    thread = loading;
  }

  private static void load() {
    try {
      NativeLibrary.prepare();
      Engines.name();
    } catch (RuntimeException | LinkageError e) {
      return; // whoever needs them is told then
    }
  }

  /** A cell begins. */
  static void await() {
    Thread loading = thread;
    if (loading != null) {
      try {
        loading.join();
        thread = null;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
