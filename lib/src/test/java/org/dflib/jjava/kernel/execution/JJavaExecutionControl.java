package org.dflib.jjava.kernel.execution;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Stands in for JJava's class of this name. */
final class JJavaExecutionControl {
  final Map<String, Future<Object>> running = new ConcurrentHashMap<>();
  final ExecutorService executor = Executors.newCachedThreadPool();
}
