package digitlab.settings;

import java.util.ServiceLoader;

/** What the library runs in, where that has to be prepared for it: the kernel of a notebook. */
public interface Surroundings {
  /** Prepares them; a second time it does nothing. */
  void prepare();

  /**
   * Prepares those of this process, by whatever the class path offers for it. Whoever begins the
   * work of a notebook calls it.
   */
  static void prepareHere() {
    ServiceLoader.load(Surroundings.class, Surroundings.class.getClassLoader())
        .forEach(Surroundings::prepare);
  }
}
