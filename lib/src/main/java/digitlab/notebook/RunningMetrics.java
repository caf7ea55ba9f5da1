package digitlab.notebook;

import static j2html.TagCreator.div;
import static j2html.TagCreator.each;
import static j2html.TagCreator.rawHtml;

import digitlab.chart.RunningCurves;
import digitlab.chart.RunningCurves.Line;
import digitlab.train.BatchProgress;
import digitlab.train.Epoch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;

/** Loss and accuracy of a training that runs, in at most some hundred points. */
final class RunningMetrics {
  private static final int MOST = 400;

  /** The share of an epoch whose running mean is one of too few batches: it would only jump. */
  private static final double TOO_FEW = 0.1;

  private final int epochs;
  private final List<Point> points = new ArrayList<>();
  private List<Epoch> finished = List.of();
  private int stride = 1;
  private int seen;

  RunningMetrics(int epochs) {
    this.epochs = epochs;
  }

  private record Point(double epoch, double loss, double accuracy) {}

  /**
   * Notes a batch, in later epochs not the first ones. Where nobody knows how many there are, only
   * whole epochs have a place. That a training has diverged is always noted.
   */
  void batch(BatchProgress batch) {
    double share = batch.batches() == 0 ? 0 : (double) batch.batch() / batch.batches();
    boolean counts = batch.epoch() == 1 ? share > 0 : share > TOO_FEW;
    if (batch.diverged()) {
      double place = batch.epoch() - 1 + (share > 0 ? share : 1);
      points.add(new Point(place, batch.loss(), batch.accuracy()));
    } else if (counts && seen++ % stride == 0) {
      points.add(new Point(batch.epoch() - 1 + share, batch.loss(), batch.accuracy()));
      if (points.size() > MOST) {
        thinOut();
      }
    }
  }

  void epoch(List<Epoch> soFar) {
    finished = soFar;
    Epoch last = soFar.get(soFar.size() - 1);
    points.add(new Point(last.number(), last.loss(), last.accuracy()));
  }

  /**
   * The curves side by side, or below one another where there is little room.
   *
   * @param view how each is shown
   */
  View curves(Function<XYChart, View> view) {
    Stream<XYChart> charts =
        Stream.of(
            RunningCurves.falling(
                "Loss", running(Point::loss), validation(Epoch::validationLoss), epochs),
            RunningCurves.rising(
                "Accuracy",
                running(Point::accuracy),
                validation(Epoch::validationAccuracy),
                epochs));
    List<View> views = charts.map(chart -> Views.safely(chart, view)).toList();
    String html =
        div(each(views, it -> rawHtml(it.html())))
            .withStyle("display: flex; flex-wrap: wrap; gap: 0.5em")
            .render();
    return new View(html, views.stream().map(View::text).collect(Collectors.joining("\n")));
  }

  /** Keeps every other point. */
  private void thinOut() {
    stride *= 2;
    List<Point> all = List.copyOf(points);
    points.clear();
    for (int i = 0; i < all.size(); i += 2) {
      points.add(all.get(i));
    }
  }

  private Line running(ToDoubleFunction<Point> measure) {
    return new Line(
        points.stream().mapToDouble(Point::epoch).toArray(),
        points.stream().mapToDouble(measure).toArray());
  }

  private Line validation(ToDoubleFunction<Epoch> measure) {
    return new Line(
        finished.stream().mapToDouble(Epoch::number).toArray(),
        finished.stream().mapToDouble(measure).toArray());
  }
}
