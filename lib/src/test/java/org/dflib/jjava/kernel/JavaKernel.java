package org.dflib.jjava.kernel;

import org.dflib.jjava.kernel.execution.CodeEvaluator;

/** Stands in for JJava's class of this name, as far as the library asks it anything. */
public final class JavaKernel {
  private final CodeEvaluator evaluator = new CodeEvaluator();

  public CodeEvaluator getEvaluator() {
    return evaluator;
  }
}
