package digitlab.backend;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/** Why a native library does not load, in words: loaders speak of symbols and segments. */
public final class LoadFault {
  /**
   * A cause as loaders tell it, and in words: %1$s is the library, %2$s the platform, $1 a group.
   */
  private record Cause(Pattern told, String words) {
    Cause(String told, String words) {
      this(Pattern.compile(told), words);
    }
  }

  /** In the order in which they are looked for: a text may contain several. */
  private static final List<Cause> CAUSES =
      List.of(
          new Cause(
              "undefined symbol|Symbol not found|procedure could not be found",
              "the native library of %s for %s calls a function that it does not have"),
          new Cause(
              "version `(\\S+)' not found",
              "the native library of %s needs a newer system, one with $1"),
          new Cause(
              "No space left on device|not enough space on the disk",
              "the native library of %s cannot be unpacked: the disk is full"),
          new Cause(
              "Possible cause: |file too short|invalid ELF|wrong ELF|incompatible architecture"
                  + "|not a valid Win32",
              "the native library of %s is damaged, or made for another kind of processor"),
          new Cause(
              "failed to map segment|not permitted",
              "the native library of %s was unpacked into a folder from which this system runs no"
                  + " programs"),
          new Cause(
              "(\\S+): cannot open shared object file|Library not loaded: (\\S+)",
              "the native library of %s needs $1, which this machine does not have"),
          new Cause(
              "dependent libraries",
              "the native library of %s needs another one, which this machine does not have"),
          new Cause("Could not find jni", "there is no native library of %s for %s"));

  private LoadFault() {}

  /**
   * @param library its name, such as {@code oneDNN}
   * @param thrown what came of loading it
   * @return the cause as the end of a sentence, without a full stop
   */
  public static String inWords(String library, Throwable thrown) {
    List<Throwable> chain =
        Stream.iterate(thrown, each -> each != null, Throwable::getCause).toList();
    String told = chain.stream().map(Throwable::getMessage).collect(Collectors.joining("\n"));
    for (Cause cause : CAUSES) {
      Matcher matcher = cause.told().matcher(told);
      if (matcher.find()) {
        return cause.words().formatted(library, Loader.getPlatform()).replace("$1", group(matcher));
      }
    }
    if (chain.stream().anyMatch(each -> each instanceof IOException)) {
      return "the native library of %s cannot be unpacked: no folder for it can be written"
          .formatted(library);
    }
    if (chain.stream().anyMatch(each -> each instanceof ClassNotFoundException)) {
      return "the jars of %s are not all on the class path".formatted(library);
    }
    Throwable root = chain.get(chain.size() - 1);
    return "the native library of %s does not load on %s: %s"
        .formatted(
            library,
            Loader.getPlatform(),
            Objects.requireNonNullElse(root.getMessage(), root.toString()));
  }

  private static String group(Matcher matcher) {
    for (int i = 1; i <= matcher.groupCount(); i++) {
      if (matcher.group(i) != null) {
        return matcher.group(i);
      }
    }
    return "";
  }
}
