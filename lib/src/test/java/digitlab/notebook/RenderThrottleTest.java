package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import digitlab.notebook.RenderThrottle.Kind;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderThrottleTest {
  private static final long MILLISECOND = 1_000_000;

  private long now = 5_000 * MILLISECOND;
  private final Map<Kind, Long> costs = RenderThrottle.unknownCosts();
  private final RenderThrottle pace = new RenderThrottle(() -> now, costs);

  @Test
  void showsAtMostThreeAndAHalfTimesASecond() {
    pace.begin(100);
    show(Kind.LINE, 1);

    passes(280);
    assertThat(pace.allows(Kind.LINE)).isFalse();
    passes(20);
    assertThat(pace.allows(Kind.LINE)).isTrue();
  }

  @Test
  void slowShowingIsRare() {
    costs.put(Kind.END, 0L);
    pace.begin(0);
    int shown = 0;
    for (int millisecond = 0; millisecond < 60_000; millisecond++) {
      passes(1);
      if (pace.allows(Kind.CURVES)) {
        show(Kind.CURVES, 50);
        shown++;
      }
    }

    assertThat(shown).isBetween(29, 31);
    assertThat(pace.share()).isLessThanOrEqualTo(0.0255);
  }

  @Test
  void curvesWaitUntilThereIsTimeForThemAndForTheEnd() {
    costs.put(Kind.CURVES, 20 * MILLISECOND);
    costs.put(Kind.END, 30 * MILLISECOND);
    pace.begin(1.9);
    assertThat(pace.allows(Kind.CURVES)).isFalse();
    passes(301);
    assertThat(pace.allows(Kind.CURVES)).isTrue();
    show(Kind.CURVES, 20);
    passes(350);

    assertThat(pace.allows(Kind.CURVES)).isFalse();
    assertThat(pace.allows(Kind.LINE)).isTrue();
  }

  @Test
  void slowFirstTimeIsOnlyHalfBelieved() {
    costs.put(Kind.END, 0L);
    pace.begin(10);
    passes(300);
    show(Kind.CURVES, 160);

    assertThat(costs.get(Kind.CURVES)).isEqualTo(110 * MILLISECOND);
    passes(300);
    assertThat(pace.allows(Kind.CURVES)).isFalse();
    passes(100);
    assertThat(pace.allows(Kind.CURVES)).isTrue();
  }

  @Test
  void linesLeaveTimeForCurves() {
    pace.begin(0);
    int shown = 0;
    for (int millisecond = 0; millisecond < 60_000; millisecond++) {
      passes(1);
      if (pace.allows(Kind.LINE)) {
        show(Kind.LINE, 20);
        shown++;
      }
    }

    assertThat(shown).isBetween(28, 31);
    assertThat(pace.share()).isLessThan(0.0105);
  }

  @Test
  void shareIsTheTimeOfShowingInTheTimeSinceTheBeginning() {
    pace.begin(1);
    show(Kind.LINE, 10);
    passes(990);

    assertThat(pace.share()).isCloseTo(10 / 2_000.0, within(1e-9));
  }

  @Test
  void nextTrainingBeginsWithoutDebts() {
    pace.begin(1);
    show(Kind.END, 900);
    pace.begin(10);

    assertThat(pace.share()).isZero();
  }

  private void show(Kind kind, long milliseconds) {
    pace.measure(kind, () -> passes(milliseconds));
  }

  private void passes(long milliseconds) {
    now += milliseconds * MILLISECOND;
  }
}
