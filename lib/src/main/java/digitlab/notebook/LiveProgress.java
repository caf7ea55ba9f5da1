package digitlab.notebook;

import static j2html.TagCreator.div;
import static j2html.TagCreator.tag;

import digitlab.train.Epoch;
import digitlab.train.History;
import digitlab.train.Progress;
import java.util.Locale;

/** A training's progress in one line that is redrawn while it runs. */
public final class LiveProgress implements Progress {
  private static final long REDRAW_NANOS = 500_000_000L;

  private final Screen screen;
  private Screen.Area area;
  private long drawn;
  private View latest;
  private View shown;

  /** Progress on the screen of this process. */
  public LiveProgress() {
    this(Screen.current());
  }

  LiveProgress(Screen screen) {
    this.screen = screen;
  }

  @Override
  public void batch(Moment moment) {
    long now = System.nanoTime();
    if (area != null && now - drawn < REDRAW_NANOS) {
      return;
    }
    draw(view(line(moment), done(moment)));
    drawn = now;
  }

  @Override
  public void note(String sentence) {
    screen.show(TextView.of(sentence));
  }

  @Override
  public void epoch(History soFar, int epochs) {
    double share = (double) soFar.epochs().size() / epochs;
    latest = view(summary(soFar), share);
    draw(latest);
  }

  @Override
  public void ended() {
    // Batches of an epoch that was broken off may stand there: back to what was finished.
    if (latest != null && shown != latest) {
      draw(latest);
    }
    area = null;
    latest = null;
    shown = null;
  }

  private void draw(View view) {
    if (area == null) {
      area = screen.open(view);
    } else {
      area.replace(view);
    }
    shown = view;
  }

  private static double done(Moment moment) {
    double epoch = moment.batches() == 0 ? 0 : (double) moment.batch() / moment.batches();
    return (moment.epoch() - 1 + epoch) / moment.epochs();
  }

  private static String line(Moment moment) {
    return String.format(
        Locale.ROOT,
        "epoch %d/%d · batch %,d%s · loss %.4f · accuracy %.4f · %,.0f images/s%s",
        moment.epoch(),
        moment.epochs(),
        moment.batch(),
        moment.batches() == 0 ? "" : String.format(Locale.ROOT, "/%,d", moment.batches()),
        moment.loss(),
        moment.accuracy(),
        moment.imagesPerSecond(),
        Double.isNaN(moment.secondsLeft()) ? "" : " · " + clock(moment.secondsLeft()) + " left");
  }

  private static String summary(History history) {
    Epoch last = history.last();
    double seconds =
        history.epochs().stream().mapToDouble(e -> e.seconds() + e.validationSeconds()).sum();
    String caps = history.conditions().caps();
    return String.format(
        Locale.ROOT,
        "epoch %d done after %s · loss %.4f · accuracy %.4f · validation loss %.4f · validation accuracy %.4f%s",
        last.number(),
        clock(seconds),
        last.loss(),
        last.accuracy(),
        last.validationLoss(),
        last.validationAccuracy(),
        caps.isEmpty() ? "" : " · " + caps);
  }

  private static String clock(double seconds) {
    long whole = Math.round(seconds);
    return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
  }

  private static View view(String line, double share) {
    String html =
        div(tag("progress")
                .attr("max", "1")
                .attr("value", String.format(Locale.ROOT, "%.4f", share))
                .attr("aria-label", "training progress")
                .withStyle("width: 16em; margin-right: 1em"))
            .withText(line)
            .render();
    return new View(html, line);
  }
}
