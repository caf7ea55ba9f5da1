package org.nd4j.nativeblas;

import digitlab.backend.NativeLibrary;

/** Answers under the name that {@code BaseMKLDNNHelper} of Deeplearning4j M2.1 looks for. */
public final class Nd4jCpu {
  private Nd4jCpu() {}

  /** Stands for the native library's settings; Deeplearning4j calls it by reflection. */
  public static final class Environment {
    private static final Environment INSTANCE = new Environment();

    private Environment() {}

    public static Environment getInstance() {
      return INSTANCE;
    }

    /** Whether convolutions can run in oneDNN ("MKL-DNN" is its former name). */
    public boolean isUseMKLDNN() {
      return NativeLibrary.hasOneDnn();
    }
  }
}
