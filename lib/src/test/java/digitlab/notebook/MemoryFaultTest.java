package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

/** The variables of a real kernel are named in tests/test_answers.py. */
class MemoryFaultTest {
  private static final int MILLION = 1_000_000;

  @Test
  void fullHeapIsToldWithItsLimit() {
    assertThat(MemoryFault.words(new OutOfMemoryError("Java heap space")))
        .hasValueSatisfying(
            words ->
                assertThat(words)
                    .matches("Java's memory is full: this kernel may take [\\d,]+ MB .*")
                    .contains("(Java heap space)"));
  }

  @Test
  void fullNativeMemoryIsToldApart() {
    Error error = new OutOfMemoryError("Physical memory usage is too high: physicalBytes (5G)");

    assertThat(MemoryFault.words(error))
        .hasValueSatisfying(
            words -> assertThat(words).startsWith("The memory of native libraries is full (Phys"));
  }

  @Test
  void causeOfAnotherExceptionIsFound() {
    Throwable thrown =
        new IllegalStateException(new ExecutionException(new OutOfMemoryError("Metaspace")));

    assertThat(MemoryFault.words(thrown)).isPresent();
  }

  @Test
  void otherExceptionsAreNone() {
    Exception first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));

    assertThat(MemoryFault.words(first)).isEmpty();
  }

  @Test
  void arraysListsAndMapsCountWithTheirContents() {
    assertMegabytes(new byte[8 * MILLION], 8);
    assertMegabytes(new double[1000][1000], 8);
    assertMegabytes(new ArrayList<>(List.of(new int[MILLION], new int[MILLION])), 8);
    assertMegabytes(Map.of("digits", new float[2 * MILLION]), 8);
    assertMegabytes(new Holder(new Holder(null, new long[MILLION]), new byte[0]), 8);
    assertMegabytes("x".repeat(8 * MILLION), 8);
  }

  @Test
  void ofManySmallThingsAPartIsLookedAt() {
    List<byte[]> list = new ArrayList<>();
    Map<Integer, byte[]> map = new HashMap<>();
    for (int i = 0; i < 8_000; i++) {
      list.add(new byte[1_000]);
      map.put(i, new byte[1_000]);
    }

    assertMegabytes(list, 8);
    assertMegabytes(list.toArray(), 8);
    assertMegabytes(map, 8);
  }

  @Test
  void sameArrayCountsOnceAndCirclesEnd() {
    Holder holder = new Holder(null, new byte[8 * MILLION]);
    holder.other = holder;

    assertMegabytes(List.of(holder, holder, holder.array), 8);
    assertThat(HeldMemory.of(Collections.emptyList()).heap()).isLessThan(100);
  }

  @Test
  void nativeMemoryCountsByItself() {
    assertThat(HeldMemory.of(Nd4j.create(1000, 500)).offHeap())
        .isBetween(2L * MILLION, 2L * MILLION + 1_000); // with its shape
    assertThat(HeldMemory.of(ByteBuffer.allocateDirect(MILLION)).offHeap()).isEqualTo(MILLION);
    try (FloatPointer pointer = new FloatPointer(MILLION)) {
      assertThat(HeldMemory.of(pointer).offHeap()).isEqualTo(4 * MILLION);
    }
  }

  private static void assertMegabytes(Object value, int megabytes) {
    assertThat(HeldMemory.of(value).heap() / (double) MILLION)
        .isBetween(megabytes * 0.95, megabytes * 1.15);
  }

  private static final class Holder {
    private Object other;
    private final Object array;

    Holder(Object other, Object array) {
      this.other = other;
      this.array = array;
    }
  }
}
