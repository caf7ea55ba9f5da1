package digitlab.notebook;

import digitlab.train.Progress;
import digitlab.train.SweepProgress;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import tech.tablesaw.api.Table;

/**
 * Many trainings in one place: a table of those that are done, a row for each, and below it the bar
 * and the line of the one that runs. In the end the table stays.
 *
 * <p>A cell that trains more later has a place of its own, for its reader looks there.
 */
final class LiveSweep implements SweepProgress {
  private final Display display;
  private View results = new View("", "");
  private DisplayHandle handle;
  private int cell;

  LiveSweep(Display display) {
    this.display = display;
  }

  @Override
  public Progress training(String name) {
    return new LiveProgress(new Place(name), name);
  }

  @Override
  public void results(Table trainings) {
    if (display.showsPictures()) {
      results = TableView.of(trainings);
      show(results, DisplayHandle::keep);
    } else {
      show(TextView.of(lastRow(trainings)), DisplayHandle::keep);
    }
  }

  private void showRunning(View next) {
    String text = results.text().isEmpty() ? next.text() : next.text() + "\n" + results.text();
    // The table does not move when the bar comes and goes; a terminal shows the first line only.
    show(new View(results.html() + next.html(), text), DisplayHandle::replace);
  }

  private void show(View view, BiConsumer<DisplayHandle, View> how) {
    if (handle == null || cell != display.cell()) {
      cell = display.cell();
      handle = display.open(view);
    } else {
      how.accept(handle, view);
    }
  }

  /** On a terminal a table that grows would be written again and again. */
  private static String lastRow(Table trainings) {
    return TableCells.of(trainings).columns().stream()
        .map(column -> column.name() + " " + column.cells().get(column.cells().size() - 1))
        .collect(Collectors.joining(" · "));
  }

  @Override
  public String toString() {
    return "progress of several trainings, shown in a notebook's cell or on the terminal";
  }

  /** Where one training is shown: without curves, for the next one follows at once. */
  private final class Place extends Display {
    private final String name;

    Place(String name) {
      this.name = name;
    }

    @Override
    boolean showsPictures() {
      return false;
    }

    @Override
    int cell() {
      return display.cell();
    }

    @Override
    void show(View view) {
      display.show(TextView.of(name + ": " + view.text()));
    }

    @Override
    DisplayHandle open(View view) {
      DisplayHandle place =
          new DisplayHandle() {
            @Override
            public void replace(View next) {
              showRunning(next);
            }

            @Override
            public void keep(View next) {
              replace(next);
            }
          };
      place.replace(view);
      return place;
    }
  }
}
