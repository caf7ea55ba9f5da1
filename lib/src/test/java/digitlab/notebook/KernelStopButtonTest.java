package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.train.StopButton;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.dflib.jjava.kernel.JavaKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With classes of the shape of JJava's; that the real ones have it is tested on a real kernel. */
class KernelStopButtonTest {
  private final JavaKernel kernel = new JavaKernel();
  private final CompletableFuture<Object> cell = new CompletableFuture<>();
  private int pressed;

  @AfterEach
  void forgetTheKernel() {
    KernelStopButton.use(null);
  }

  @Test
  void trainingFindsItByItself() {
    assertThat(StopButton.here()).isInstanceOf(KernelStopButton.class);
  }

  @Test
  void pressReachesTheTrainingAndTheCellIsNotCancelled() {
    runCell();
    try (var training = new KernelStopButton().connect(() -> pressed++)) {
      kernel.getEvaluator().interrupt();
      kernel.getEvaluator().interrupt();
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
      kernel.getEvaluator().interrupt();
    }

    assertThat(pressed).isEqualTo(1);
    assertThat(cell).isNotCancelled();
  }

  @Test
  void afterTheTrainingThePressIsTheKernelsAgain() {
    runCell();
    new KernelStopButton().connect(() -> pressed++).close();

    kernel.getEvaluator().interrupt();

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

  @Test
  void kernelOfThisShapeHasNoFault() {
    assertThat(KernelStopButton.fault(getClass().getClassLoader())).isEmpty();
  }

  @Test
  void missingKernelIsNamed() {
    assertThat(KernelStopButton.fault(ClassLoader.getPlatformClassLoader()))
        .contains("there is no class org.dflib.jjava.kernel.JavaKernel");
  }

  private void runCell() {
    assertThat(KernelStopButton.use(kernel)).isTrue();
    running().put("a", cell);
  }

  private Map<String, Future<Object>> running() {
    return kernel.getEvaluator().running();
  }
}
