package digitlab.notebook;

import digitlab.text.Numbers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** What to say when memory has run out: how much there is, what holds it, what to do. */
final class MemoryFault {
  private static final long MEGABYTE = 1 << 20;
  private static final int BYTES_IN_RESERVE = 8 << 20;
  private static final int MOST_VARIABLES = 3;
  private static final int DEEPEST_CAUSE = 10;
  private static final List<String> OFF_HEAP =
      List.of("physicalBytes", "totalBytes", "direct", "Direct", "native", "off-heap");

  private static final String RESTART = "A restart of the kernel frees all of it.";
  private static final String NOTHING_HELD =
      "No variable of the notebook holds much: what this cell asks for is too large by itself.";

  private static volatile CellValues cells;

  /** Freed when memory has run out, so that the kernel's threads can go on. */
  private static volatile byte[] reserve;

  private MemoryFault() {}

  /** Makes the variables of a kernel known. */
  static void use(CellValues known) {
    cells = known;
    reserve = new byte[BYTES_IN_RESERVE];
  }

  /**
   * Makes a little room in Java's memory, once.
   *
   * @return whether there was any to make
   */
  static boolean makeRoom() {
    boolean wasThere = reserve != null;
    reserve = null;
    return wasThere;
  }

  /** The words for an error that comes from too little memory; nothing for any other. */
  static Optional<String> words(Throwable thrown) {
    Throwable each = thrown;
    for (int depth = 0; each != null && depth < DEEPEST_CAUSE; depth++) {
      if (each instanceof OutOfMemoryError) {
        makeRoom();
        return Optional.of(words(String.valueOf(each.getMessage())));
      }
      each = each.getCause();
    }
    return Optional.empty();
  }

  private static String words(String message) {
    boolean offHeap = OFF_HEAP.stream().anyMatch(message::contains);
    String full =
        offHeap
            ? "The memory of native libraries is full (%s).".formatted(message)
            : "Java's memory is full: this kernel may take %s MB (%s)."
                .formatted(megabytes(Runtime.getRuntime().maxMemory()), message);
    return full + " " + advice(offHeap ? HeldMemory.Size::offHeap : HeldMemory.Size::heap);
  }

  private static String advice(ToLongFunction<HeldMemory.Size> bytes) {
    CellValues known = cells;
    try {
      List<Map.Entry<String, Long>> largest = known == null ? List.of() : largest(known, bytes);
      return largest.isEmpty() ? NOTHING_HELD : held(largest);
    } catch (OutOfMemoryError e) {
      return RESTART; // there is not even room to look
    }
  }

  private static List<Map.Entry<String, Long>> largest(
      CellValues known, ToLongFunction<HeldMemory.Size> bytes) {
    return known.variables().entrySet().stream()
        .map(each -> Map.entry(each.getKey(), bytes.applyAsLong(HeldMemory.of(each.getValue()))))
        .filter(each -> each.getValue() >= MEGABYTE)
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .limit(MOST_VARIABLES)
        .toList();
  }

  private static String held(List<Map.Entry<String, Long>> largest) {
    String list =
        largest.stream()
            .map(each -> "%s (%s MB)".formatted(each.getKey(), megabytes(each.getValue())))
            .collect(Collectors.joining(", "));
    return "Most is held by the variable%s %s. To free it, set what is not needed any more to null (%s = null;). %s"
        .formatted(largest.size() > 1 ? "s" : "", list, largest.get(0).getKey(), RESTART);
  }

  private static String megabytes(long bytes) {
    return Numbers.count(bytes / MEGABYTE);
  }
}
