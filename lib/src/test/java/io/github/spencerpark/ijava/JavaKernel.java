package io.github.spencerpark.ijava;

import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import java.util.ArrayList;
import java.util.List;

/** Stands in for IJava's kernel; its renderer is the real one. */
public final class JavaKernel {
  private final Renderer renderer = new Renderer();
  private final List<DisplayData> displayed = new ArrayList<>();
  private int renderersAskedFor;

  public Renderer getRenderer() {
    renderersAskedFor++;
    return renderer;
  }

  public void display(DisplayData data) {
    displayed.add(data);
  }

  public List<DisplayData> displayed() {
    return displayed;
  }

  public int renderersAskedFor() {
    return renderersAskedFor;
  }
}
