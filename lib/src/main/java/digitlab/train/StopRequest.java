package digitlab.train;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A training's ear for the wish that it ends: by the stop button, or an interrupt of its thread.
 */
final class StopRequest {
  private final AtomicBoolean wish = new AtomicBoolean();

  /** Asks the training to stop; from any thread. */
  void request() {
    wish.set(true);
  }

  /**
   * Whether somebody has asked since the last look; to be called by the training's own thread,
   * whose interrupt is taken back: what follows in a notebook's cell may read and write files.
   */
  boolean wanted() {
    boolean interrupted = Thread.interrupted();
    return wish.getAndSet(false) || interrupted;
  }
}
