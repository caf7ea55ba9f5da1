package digitlab.notebook;

/** The process that has started this kernel: a Jupyter server, or whatever runs notebooks. */
final class ParentProcess {
  /** Jupyter sets it for a kernel that is not meant to outlive it; on Windows it is no number. */
  private static final String BELONGS_TO_PARENT = "JPY_PARENT_PID";

  private ParentProcess() {}

  /**
   * Ends this process soon after its parent. A parent that was killed has not asked the kernel to
   * shut down; nobody could reach it any more, and it would keep its memory until the next restart
   * of the machine.
   */
  static void endWithIt() {
    if (System.getenv(BELONGS_TO_PARENT) != null) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> Runtime.getRuntime().halt(0)));
    }
  }
}
