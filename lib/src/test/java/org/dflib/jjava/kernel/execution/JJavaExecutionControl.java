package org.dflib.jjava.kernel.execution;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/** Stands in for JJava's class of this name. */
final class JJavaExecutionControl {
  final Map<String, Future<Object>> running = new ConcurrentHashMap<>();
}
