package digitlab.train;

import java.util.ServiceLoader;

/**
 * What a person presses to end a training, where the surroundings have such a thing.
 *
 * <p>Without one, an interrupt of the training's thread does the same. A notebook's kernel may give
 * up the cell on an interrupt and leave its thread running; so it must be told that this thread
 * ends by itself.
 */
public interface StopButton {
  /** There is none. */
  StopButton NONE = pressed -> () -> {};

  /**
   * Until the connection is closed, a press runs {@code pressed}, in any thread, and does nothing
   * else.
   */
  Connection connect(Runnable pressed);

  /** The time in which presses are heard. */
  interface Connection extends AutoCloseable {
    @Override
    void close();
  }

  /** The stop button of the surroundings. */
  static StopButton here() {
    return ServiceLoader.load(StopButton.class, StopButton.class.getClassLoader())
        .findFirst()
        .orElse(NONE);
  }
}
