package digitlab.notebook;

import digitlab.notebook.Pace.Kind;
import digitlab.train.History;
import digitlab.train.Progress;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A training while it runs: a bar and a line that move, below them the curves of loss and accuracy.
 * The last state stays.
 *
 * <p>All is drawn on the training's thread, so that nothing is left to do when the training ends;
 * {@link Pace} sees to it that this takes little time.
 */
public final class LiveProgress implements Progress {
  private static final Map<Kind, Long> COSTS_IN_THIS_PROCESS = Pace.unknownCosts();

  private final Screen screen;
  private final Pace pace;
  private RunningMeasures measures;
  private Screen.Area area;
  private LiveView shown;
  private Moment unfinished;
  private double share;

  /** Progress on the screen of this process. */
  public LiveProgress() {
    this(Screen.current(), new Pace(System::nanoTime, COSTS_IN_THIS_PROCESS));
  }

  LiveProgress(Screen screen, Pace pace) {
    this.screen = screen;
    this.pace = pace;
  }

  @Override
  public void batch(Moment moment) {
    begin(moment.seconds(), moment.epochs());
    measures.batch(moment);
    unfinished = moment;
    if (area == null || pace.allows(Kind.LINE)) {
      draw(ProgressLine.running(moment), done(moment), Screen.Area::replace);
    }
  }

  @Override
  public void note(String sentence) {
    screen.show(TextView.of(sentence));
  }

  @Override
  public void epoch(History soFar, int epochs) {
    begin(0, epochs);
    measures.epoch(soFar.epochs());
    Provenance.trained(soFar.conditions());
    unfinished = null;
    double done = Math.min(1, (double) soFar.last().number() / epochs);
    draw(ProgressLine.finished(soFar, epochs), done, Screen.Area::keep);
  }

  @Override
  public void ended() {
    if (measures == null) {
      return;
    }
    pace.measure(Kind.END, this::drawTheEnd);
    share = pace.share();
    measures = null;
    area = null;
    shown = null;
    unfinished = null;
  }

  /** The share of the last training's time that went into showing it, 0…1. */
  public double share() {
    return share;
  }

  private void begin(double secondsAgo, int epochs) {
    if (measures == null) {
      measures = new RunningMeasures(epochs);
      shown = LiveView.EMPTY;
      pace.begin(secondsAgo);
    }
  }

  /** Draws the curves anew if there is time for it, else beneath the line those that were there. */
  private void draw(String line, double done, BiConsumer<Screen.Area, View> how) {
    boolean redraw = area != null && screen.showsPictures() && pace.allows(Kind.CURVES);
    pace.measure(
        redraw ? Kind.CURVES : Kind.LINE,
        () -> {
          shown = shown.with(line, done);
          shown = redraw ? shown.with(measures.curves(PictureView::draft)) : shown;
          if (area == null) {
            area = screen.open(shown.view());
          } else {
            how.accept(area, shown.view());
          }
        });
  }

  /** On a terminal an epoch that was finished stands there already. */
  private void drawTheEnd() {
    if (unfinished != null) {
      shown = shown.with(ProgressLine.stopped(unfinished), done(unfinished));
    }
    if (screen.showsPictures()) {
      shown = shown.with(measures.curves(PictureView::of));
    }
    if (unfinished != null || screen.showsPictures()) {
      area.keep(shown.view());
    }
  }

  private static double done(Moment moment) {
    double epoch = moment.batches() == 0 ? 0 : (double) moment.batch() / moment.batches();
    return (moment.epoch() - 1 + epoch) / moment.epochs();
  }
}
