package digitlab.notebook;

import digitlab.settings.Surroundings;

/** The kernel of a notebook, which learns how the lab's types are shown when it is first found. */
public final class KernelSurroundings implements Surroundings {
  @Override
  public void prepare() {
    Display.current();
  }
}
