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
  private final RenderThrottle throttle = new RenderThrottle(() -> now, costs);

  @Test
  void showsAtMostThreeAndAHalfTimesASecond() {
    throttle.begin(100);
    show(Kind.LINE, 1);

    passes(280);
    assertThat(throttle.allows(Kind.LINE)).isFalse();
    passes(20);
    assertThat(throttle.allows(Kind.LINE)).isTrue();
  }

  @Test
  void slowShowingIsRare() {
    costs.put(Kind.END, 0L);
    throttle.begin(0);
    int shown = 0;
    for (int millisecond = 0; millisecond < 60_000; millisecond++) {
      passes(1);
      if (throttle.allows(Kind.CURVES)) {
        show(Kind.CURVES, 50);
        shown++;
      }
    }

    assertThat(shown).isBetween(29, 31);
    assertThat(throttle.share()).isLessThanOrEqualTo(0.0255);
  }

  @Test
  void curvesWaitUntilThereIsTimeForThemAndForTheEnd() {
    costs.put(Kind.CURVES, 20 * MILLISECOND);
    costs.put(Kind.END, 30 * MILLISECOND);
    throttle.begin(1.9);
    assertThat(throttle.allows(Kind.CURVES)).isFalse();
    passes(301);
    assertThat(throttle.allows(Kind.CURVES)).isTrue();
    show(Kind.CURVES, 20);
    passes(350);

    assertThat(throttle.allows(Kind.CURVES)).isFalse();
    assertThat(throttle.allows(Kind.LINE)).isTrue();
  }

  @Test
  void slowFirstTimeIsOnlyHalfBelieved() {
    costs.put(Kind.END, 0L);
    throttle.begin(10);
    passes(300);
    show(Kind.CURVES, 160);

    assertThat(costs.get(Kind.CURVES)).isEqualTo(110 * MILLISECOND);
    passes(300);
    assertThat(throttle.allows(Kind.CURVES)).isFalse();
    passes(100);
    assertThat(throttle.allows(Kind.CURVES)).isTrue();
  }

  @Test
  void linesLeaveTimeForCurves() {
    throttle.begin(0);
    int shown = 0;
    for (int millisecond = 0; millisecond < 60_000; millisecond++) {
      passes(1);
      if (throttle.allows(Kind.LINE)) {
        show(Kind.LINE, 20);
        shown++;
      }
    }

    assertThat(shown).isBetween(28, 31);
    assertThat(throttle.share()).isLessThan(0.0105);
  }

  @Test
  void shareIsTheTimeOfShowingInTheTimeSinceTheBeginning() {
    throttle.begin(1);
    show(Kind.LINE, 10);
    passes(990);

    assertThat(throttle.share()).isCloseTo(10 / 2_000.0, within(1e-9));
  }

  @Test
  void nextTrainingBeginsWithoutDebts() {
    throttle.begin(1);
    show(Kind.END, 900);
    throttle.begin(10);

    assertThat(throttle.share()).isZero();
  }

  private void show(Kind kind, long milliseconds) {
    throttle.measure(kind, () -> passes(milliseconds));
  }

  private void passes(long milliseconds) {
    now += milliseconds * MILLISECOND;
  }
}
