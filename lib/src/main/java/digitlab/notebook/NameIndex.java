package digitlab.notebook;

import jdk.jshell.JShell;
import jdk.jshell.SourceCodeAnalysis;

/**
 * JShell's index of the names of all classes, by which imports are offered and packages completed.
 *
 * <p>JShell begins to make it when it starts, out of some seventy jars, which takes a core for a
 * second: just when the first cells are run. Here it waits while cells run.
 */
final class NameIndex {
  /** By then a notebook that is run from top to bottom has sent its first cell. */
  private static final long MILLISECONDS_FOR_A_FIRST_CELL = 3_000;

  private static SourceCodeAnalysis suspended;
  private static boolean cellRuns;

  private NameIndex() {}

  /** The kernel starts: the index waits for a first cell, but not for long. */
  static void use(JShell shell) {
    suspend(shell);
    Thread thread = new Thread(NameIndex::goOnSoon, "digitlab-index");
    thread.setDaemon(true);
    thread.start();
  }

  private static void goOnSoon() {
    try {
      Thread.sleep(MILLISECONDS_FOR_A_FIRST_CELL);
    } catch (InterruptedException e) {
      return;
    }
    synchronized (NameIndex.class) {
      if (!cellRuns) {
        goOn();
      }
    }
  }

  /** A cell begins. */
  static synchronized void cellBegins(JShell shell) {
    cellRuns = true;
    suspend(shell);
  }

  /** A cell has ended. */
  static synchronized void cellEnds() {
    cellRuns = false;
    goOn();
  }

  private static synchronized void suspend(JShell shell) {
    SourceCodeAnalysis analysis = shell.sourceCodeAnalysis();
    if (suspended == null && call(analysis, "suspendIndexing")) {
      suspended = analysis;
    }
  }

  /** Somebody needs the index now. */
  static synchronized void goOn() {
    if (suspended != null) {
      call(suspended, "resumeIndexing");
      suspended = null;
    }
  }

  /** JShell does the same for the time of each of its answers. */
  private static boolean call(SourceCodeAnalysis analysis, String name) {
    try {
      var method = analysis.getClass().getMethod(name);
      method.setAccessible(true);
      method.invoke(analysis);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false; // another JDK may do it otherwise: then the index is made when JShell likes
    }
  }
}
