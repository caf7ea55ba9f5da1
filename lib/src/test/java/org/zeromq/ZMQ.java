package org.zeromq;

/** Stands in for the class of this name, which kernels bring along, in the tests' class path. */
public final class ZMQ {
  private ZMQ() {}

  /** What a kernel's sockets extend. */
  public static class Socket {}
}
