package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.train.BatchProgress;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  @Test
  void lossBeyondReadingHasAnExponent() {
    assertThat(line(1.2345678e30)).contains("· loss 1.235e+30 · accuracy");
    assertThat(line(-4.2e19)).contains("· loss -4.2e+19 · accuracy");
    assertThat(line(3.2e-9)).contains("· loss 3.2e-09 · accuracy");
    assertThat(line(Double.NaN)).contains("· loss NaN · accuracy");
    assertThat(line(Double.POSITIVE_INFINITY)).contains("· loss Infinity · accuracy");
  }

  private static String line(double loss) {
    return ProgressLine.running(new BatchProgress(1, 2, 1, 1_875, loss, 0.125, 32, 0.1, 0));
  }
}
