package org.dflib.jjava.kernel.execution;

import java.util.Map;
import java.util.concurrent.Future;

/** Stands in for JJava's class of this name: it has the cells that run in a private field. */
public final class CodeEvaluator {
  private final JJavaExecutionControl execControl = new JJavaExecutionControl();

  /** For tests, not in the real one. */
  public Map<String, Future<Object>> running() {
    return execControl.running;
  }

  /** As JJava does it on an interrupt. */
  public void interrupt() {
    execControl.running.forEach((id, cell) -> cell.cancel(true));
  }
}
