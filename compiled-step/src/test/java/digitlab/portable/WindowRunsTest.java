package digitlab.portable;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.plan.Window;
import digitlab.portable.WindowRuns.Run;
import org.junit.jupiter.api.Test;

class WindowRunsTest {
  @Test
  void aRowOfPositionsIsOneRun() {
    WindowRuns runs = WindowRuns.of(window(3, 4, 2, 1, 0));

    assertThat(runs.inputs()).isEqualTo(12);
    assertThat(runs.outputs()).isEqualTo(6);
    assertThat(runs.ofKernel().get(0)).containsExactly(new Run(0, 0, 3), new Run(3, 4, 3));
    assertThat(runs.ofKernel().get(3)).containsExactly(new Run(0, 5, 3), new Run(3, 9, 3));
  }

  @Test
  void aStrideBreaksRuns() {
    WindowRuns runs = WindowRuns.of(window(4, 4, 2, 2, 0));

    assertThat(runs.ofKernel().get(1))
        .containsExactly(new Run(0, 1, 1), new Run(1, 3, 1), new Run(2, 9, 1), new Run(3, 11, 1));
    assertThat(runs.pixels()).startsWith(0, 1, 4, 5, 2, 3, 6, 7);
  }

  @Test
  void whatLiesOutsideIsARunOfItsOwnAndNoPixel() {
    WindowRuns runs = WindowRuns.of(window(2, 2, 3, 1, 1));

    assertThat(runs.ofKernel().get(0))
        .containsExactly(new Run(0, WindowRuns.OUTSIDE, 3), new Run(3, 0, 1));
    assertThat(runs.pixels()).startsWith(0, 0, 0, 0, 0, 1, 0, 2, 3);
  }

  private static Window window(int height, int width, int kernel, int stride, int padding) {
    return Window.padded(
        new long[] {height, width},
        new int[] {kernel, kernel},
        new int[] {stride, stride},
        new int[] {padding, padding});
  }
}
