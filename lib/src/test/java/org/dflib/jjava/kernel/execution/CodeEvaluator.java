package org.dflib.jjava.kernel.execution;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.Future;

/** Stands in for JJava's class of this name: it has the cells that run, and where, in fields. */
public final class CodeEvaluator {
  private final JJavaExecutionControl execControl = new JJavaExecutionControl();

  /** For tests, not in the real one. */
  public Map<String, Future<Object>> running() {
    return execControl.running;
  }

  /** For tests, not in the real one: how JJava runs the method that it makes of a cell. */
  public Future<Object> start(Method cell) {
    return execControl.executor.submit(() -> cell.invoke(null));
  }

  /** As JJava does it on an interrupt. */
  public void interrupt() {
    execControl.running.forEach((id, cell) -> cell.cancel(true));
  }
}
