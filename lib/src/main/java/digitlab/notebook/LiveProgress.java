package digitlab.notebook;

import digitlab.notebook.RenderThrottle.Kind;
import digitlab.train.BatchProgress;
import digitlab.train.EpochProgress;
import digitlab.train.History;
import digitlab.train.Progress;
import digitlab.train.SweepProgress;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A training while it runs: a bar and a line that move, below them the curves of loss and accuracy.
 * The last state stays.
 *
 * <p>All is drawn on the training's thread, so that nothing is left to do when the training ends;
 * {@link RenderThrottle} sees to it that this takes little time.
 */
public final class LiveProgress implements Progress {
  private static final Map<Kind, Long> COSTS_IN_THIS_PROCESS = RenderThrottle.unknownCosts();

  private final Display display;
  private final RenderThrottle throttle;
  private final String name;
  private RunningMetrics metrics;
  private DisplayHandle handle;
  private LiveView shown;
  private BatchProgress unfinished;
  private double share;

  /** Progress in the output of this process. */
  public LiveProgress() {
    this(Display.current(), "");
  }

  /**
   * Progress in a display.
   *
   * @param name of the training, with which its line begins; empty if it is the only one
   */
  LiveProgress(Display display, String name) {
    this(display, new RenderThrottle(System::nanoTime, COSTS_IN_THIS_PROCESS), name);
  }

  LiveProgress(Display display, RenderThrottle throttle) {
    this(display, throttle, "");
  }

  private LiveProgress(Display display, RenderThrottle throttle, String name) {
    this.name = name;
    this.display = display;
    this.throttle = throttle;
  }

  @Override
  public void onTrainBatchEnd(BatchProgress batch) {
    begin(batch.seconds(), batch.epochs());
    metrics.batch(batch);
    unfinished = batch;
    if (handle == null || throttle.allows(Kind.LINE)) {
      draw(ProgressLine.running(batch), done(batch), DisplayHandle::replace);
    }
  }

  @Override
  public SweepProgress ofASweep() {
    return new LiveSweep(display);
  }

  @Override
  public void note(String sentence) {
    display.show(TextView.of(sentence));
  }

  @Override
  public void onEpochEnd(EpochProgress epoch) {
    if (!epoch.isWhole()) {
      return;
    }
    History soFar = epoch.history();
    begin(0, epoch.epochs());
    metrics.epoch(soFar.epochs());
    Provenance.trained(soFar.conditions());
    unfinished = null;
    double done = Math.min(1, (double) epoch.number() / epoch.epochs());
    draw(ProgressLine.finished(soFar, epoch.epochs()), done, DisplayHandle::keep);
  }

  @Override
  public void ended() {
    if (metrics == null) {
      return;
    }
    throttle.measure(Kind.END, this::drawTheEnd);
    share = throttle.share();
    metrics = null;
    handle = null;
    shown = null;
    unfinished = null;
  }

  /** The share of the last training's time that went into showing it, 0…1. */
  public double share() {
    return share;
  }

  @Override
  public String toString() {
    return "progress of a training, shown in a notebook's cell or on the terminal";
  }

  private void begin(double secondsAgo, int epochs) {
    if (metrics == null) {
      metrics = new RunningMetrics(epochs);
      shown = LiveView.EMPTY;
      throttle.begin(secondsAgo);
    }
  }

  /** Draws the curves anew if there is time for it, else beneath the line those that were there. */
  private void draw(String line, double done, BiConsumer<DisplayHandle, View> how) {
    boolean redraw = handle != null && display.showsPictures() && throttle.allows(Kind.CURVES);
    throttle.measure(
        redraw ? Kind.CURVES : Kind.LINE,
        () -> {
          shown = shown.with(named(line), done);
          shown = redraw ? shown.with(metrics.curves(PictureView::draft)) : shown;
          if (handle == null) {
            handle = display.open(shown.view());
          } else {
            how.accept(handle, shown.view());
          }
        });
  }

  /** On a terminal an epoch that was finished stands there already. */
  private void drawTheEnd() {
    if (unfinished != null) {
      shown = shown.with(named(ProgressLine.stopped(unfinished)), done(unfinished));
    }
    if (display.showsPictures()) {
      shown = shown.with(metrics.curves(PictureView::of));
    }
    if (unfinished != null || display.showsPictures()) {
      handle.keep(shown.view());
    }
  }

  private String named(String line) {
    return name.isEmpty() ? line : name + " · " + line;
  }

  private static double done(BatchProgress batch) {
    double epoch = batch.batches() == 0 ? 0 : (double) batch.batch() / batch.batches();
    return (batch.epoch() - 1 + epoch) / batch.epochs();
  }
}
