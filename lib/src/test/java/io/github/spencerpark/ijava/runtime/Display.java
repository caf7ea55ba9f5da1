package io.github.spencerpark.ijava.runtime;

import io.github.spencerpark.ijava.IJava;

/** Stands in for IJava's class of this name. */
public final class Display {
  private Display() {}

  public static String display(Object thing, String... types) {
    IJava.getKernelInstance()
        .display(IJava.getKernelInstance().getRenderer().renderAs(thing, types));
    return "id";
  }

  public static void updateDisplay(String id, Object thing, String... types) {
    display(thing, types);
  }
}
