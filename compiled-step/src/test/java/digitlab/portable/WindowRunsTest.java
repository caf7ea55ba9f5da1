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
    assertThat(runs.ofKernel()[0]).containsExactly(new Run(0, 0, 3), new Run(3, 4, 3));
    assertThat(runs.ofKernel()[3]).containsExactly(new Run(0, 5, 3), new Run(3, 9, 3));
  }

  @Test
  void aStrideBreaksRuns() {
    WindowRuns runs = WindowRuns.of(window(4, 4, 2, 2, 0));

    assertThat(runs.ofKernel()[1])
        .containsExactly(new Run(0, 1, 1), new Run(1, 3, 1), new Run(2, 9, 1), new Run(3, 11, 1));
    assertThat(gathered(runs, 1, 1, 0)).containsExactly(1, 3, 9, 11);
  }

  @Test
  void whatLiesOutsideIsARunOfItsOwnAndNoPixel() {
    WindowRuns runs = WindowRuns.of(window(2, 2, 3, 1, 1));

    assertThat(runs.ofKernel()[0])
        .containsExactly(new Run(0, WindowRuns.OUTSIDE, 3), new Run(3, 0, 1));
    assertThat(gathered(runs, 0, 1, -7)).containsExactly(-7, -7, -7, 0);
  }

  @Test
  void theImagesOfAPixelStayTogether() {
    WindowRuns runs = WindowRuns.of(window(2, 3, 2, 1, 0));

    assertThat(gathered(runs, 3, 2, 0)).containsExactly(8, 9, 10, 11);
  }

  @Test
  void whatBelongsToAPixelIsAddedWhereWindowsOverlap() {
    WindowRuns runs = WindowRuns.of(window(1, 3, 1, 2, 1, 0));
    float[] pixels = new float[3];
    for (int k = 0; k < runs.kernel(); k++) {
      runs.spread(k, new float[] {1, 10}, 0, pixels, 0, 1, runs.isMetOnce());
    }

    assertThat(runs.isMetOnce()).isFalse();
    assertThat(pixels).containsExactly(1, 11, 10);
  }

  @Test
  void windowsSideBySideMeetEachPixelOnceButNotWhereTheyDoNotFit() {
    assertThat(WindowRuns.of(window(4, 4, 2, 2, 0)).isMetOnce()).isTrue();
    assertThat(WindowRuns.of(window(5, 4, 2, 2, 0)).isMetOnce()).isFalse();
    assertThat(WindowRuns.of(window(4, 4, 2, 2, 1)).isMetOnce()).isFalse();
  }

  private static float[] gathered(WindowRuns runs, int k, int n, float outside) {
    float[] pixels = new float[runs.inputs() * n];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i;
    }
    float[] copies = new float[runs.outputs() * n];
    runs.gather(k, pixels, 0, n, outside, copies);
    return copies;
  }

  private static Window window(int height, int width, int kernel, int stride, int padding) {
    return window(height, width, kernel, kernel, stride, padding);
  }

  private static Window window(
      int height, int width, int rows, int columns, int stride, int padding) {
    return Window.padded(
        new long[] {height, width},
        new int[] {rows, columns},
        new int[] {stride, stride},
        new int[] {padding, padding});
  }
}
