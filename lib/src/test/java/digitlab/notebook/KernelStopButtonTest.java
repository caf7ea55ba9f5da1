package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.train.StopButton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With objects of the shape of JJava's; that the real ones have it is tested on a real kernel. */
class KernelStopButtonTest {
  private final Kernel kernel = new Kernel();
  private final CompletableFuture<Object> cell = new CompletableFuture<>();
  private int pressed;

  /** As {@code org.dflib.jjava.kernel.JavaKernel}. */
  public static final class Kernel {
    private final Evaluator evaluator = new Evaluator();

    public Evaluator getEvaluator() {
      return evaluator;
    }

    void interrupt() {
      evaluator.execControl.running.forEach((id, running) -> running.cancel(true));
    }
  }

  /** As JJava's {@code CodeEvaluator}. */
  public static final class Evaluator {
    private final Control execControl = new Control();
  }

  private static final class Control {
    private final Map<String, Future<Object>> running = new ConcurrentHashMap<>();
  }

  @AfterEach
  void forgetTheKernel() {
    KernelStopButton.use(null);
  }

  @Test
  void trainingFindsItWithoutBeingTold() {
    assertThat(StopButton.here()).isInstanceOf(KernelStopButton.class);
  }

  @Test
  void pressReachesTheTrainingAndTheCellIsNotCancelled() {
    runCell();
    try (var training = new KernelStopButton().connect(() -> pressed++)) {
      kernel.interrupt();
      kernel.interrupt();
    }

    assertThat(pressed).isEqualTo(2);
    assertThat(cell).isNotCancelled();
  }

  @Test
  void cellThatTheKernelNotesLateIsWaitedFor() throws InterruptedException {
    KernelStopButton.use(kernel);
    Thread late =
        new Thread(
            () -> {
              LockSupport.parkNanos(50_000_000);
              running().put("a", cell);
            });
    late.start();
    try (var training = new KernelStopButton().connect(() -> pressed++)) {
      late.join();
      kernel.interrupt();
    }

    assertThat(pressed).isEqualTo(1);
    assertThat(cell).isNotCancelled();
  }

  @Test
  void afterTheTrainingThePressIsTheKernelsAgain() {
    runCell();
    new KernelStopButton().connect(() -> pressed++).close();

    kernel.interrupt();

    assertThat(pressed).isZero();
    assertThat(cell).isCancelled();
    assertThat(running()).containsValue(cell);
  }

  @Test
  void unknownKernelKeepsItsOwnStopButton() {
    assertThat(KernelStopButton.use("not a kernel")).isFalse();
    new KernelStopButton().connect(() -> pressed++).close();
    assertThat(pressed).isZero();
  }

  private void runCell() {
    assertThat(KernelStopButton.use(kernel)).isTrue();
    running().put("a", cell);
  }

  private Map<String, Future<Object>> running() {
    return kernel.evaluator.execControl.running;
  }
}
