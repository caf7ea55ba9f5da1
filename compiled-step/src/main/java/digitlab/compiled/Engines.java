package digitlab.compiled;

import digitlab.backend.LoadFault;
import digitlab.onednn.OneDnnEngine;
import digitlab.plan.Engine;
import digitlab.portable.PortableEngine;
import java.util.Optional;

/**
 * Which engine computes on this machine: oneDNN where its native library loads, else the portable
 * one. What the machine has is found out once.
 */
public final class Engines {
  /** Names of engines. */
  public static final String ONEDNN = "oneDNN";

  public static final String PORTABLE = "portable";

  private static final String FORCED = "digitlab.engine";

  private Engines() {}

  /**
   * Lets steps from now on be computed by one engine, whatever the machine has.
   *
   * @param name {@link #ONEDNN} or {@link #PORTABLE}
   */
  public static void force(String name) {
    if (!name.equals(ONEDNN) && !name.equals(PORTABLE)) {
      throw new IllegalArgumentException(
          "There is no engine \"%s\": there are %s and %s.".formatted(name, ONEDNN, PORTABLE));
    }
    System.setProperty(FORCED, name);
  }

  /** Lets the machine decide again. */
  public static void forceNone() {
    System.clearProperty(FORCED);
  }

  /** The name of the engine that computes steps from now on. */
  public static String name() {
    return current().name();
  }

  /**
   * Why oneDNN cannot serve on this machine, in words, as the end of a sentence; empty where it
   * can.
   */
  public static String whyNotOneDnn() {
    return Found.WHY_NOT_ONEDNN;
  }

  /**
   * @throws IllegalStateException if oneDNN is forced where it does not load
   */
  static Engine current() {
    String forced = System.getProperty(FORCED, "");
    if (forced.equals(PORTABLE)) {
      return Found.PORTABLE_ENGINE;
    } else if (forced.equals(ONEDNN)) {
      return Found.ONEDNN_ENGINE.orElseThrow(
          () ->
              new IllegalStateException(
                  "oneDNN was asked for, but %s. Unless it is asked for, the portable engine computes."
                      .formatted(Found.WHY_NOT_ONEDNN)));
    }
    return Found.ONEDNN_ENGINE.orElse(Found.PORTABLE_ENGINE);
  }

  /** What there is on this machine, found when it is first asked for. */
  private static final class Found {
    private static final Engine PORTABLE_ENGINE = new PortableEngine();
    private static final Optional<Engine> ONEDNN_ENGINE;
    private static final String WHY_NOT_ONEDNN;

    static {
      Optional<Engine> engine = Optional.empty();
      String reason = "";
      try {
        engine = Optional.of(new OneDnnEngine());
      } catch (LinkageError | TypeNotPresentException e) { // the second where a jar is missing
        reason = LoadFault.inWords(ONEDNN, e);
      }
      ONEDNN_ENGINE = engine;
      WHY_NOT_ONEDNN = reason;
    }
  }
}
