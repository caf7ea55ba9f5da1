package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.train.BatchProgress;
import digitlab.train.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/** Many trainings leave one table, and while they run a bar and a line below it. */
class LiveSweepTest {
  private final Places places = new Places();
  private final LiveSweep sweep = new LiveSweep(places);

  @Test
  void runningTrainingIsABarAndALineWithItsName() {
    sweep.training("LeNet-5, seed 2").onTrainBatchEnd(batch(0.5));

    assertThat(places.opened).isEqualTo(1);
    assertThat(places.last.text()).startsWith("LeNet-5, seed 2 · epoch 1/2 · batch 1/10 · loss");
    assertThat(places.last.html()).contains("<progress").doesNotContain("<img");
  }

  @Test
  void tableGrowsInTheSamePlace() {
    for (int trainings = 1; trainings <= 12; trainings++) {
      train(sweep.training("network " + trainings));
      sweep.results(results(trainings));
    }

    assertThat(places.opened).isEqualTo(1);
    assertThat(places.last.html())
        .doesNotContain("<progress", "<img")
        .containsOnlyOnce("<table")
        .contains(">network 1<", ">network 12<");
    assertThat(places.last.text()).startsWith("Trainings\nnetwork").contains("network 12");
  }

  @Test
  void tableStaysWhileTheNextOneRuns() {
    train(sweep.training("network 1"));
    sweep.results(results(1));
    sweep.training("network 2").onTrainBatchEnd(batch(0.5));

    assertThat(places.last.html()).contains("<progress", "network 2 · epoch 1/2", ">network 1<");
    assertThat(places.last.text()).contains("network 2 · epoch 1/2", "Trainings");
  }

  @Test
  void stoppedTrainingStillSaysWhere() {
    train(sweep.training("network 1"));
    sweep.results(results(1));
    train(sweep.training("network 2"));

    assertThat(places.last.text())
        .startsWith("network 2 · stopped in epoch 1/2")
        .contains("Trainings");
  }

  @Test
  void cellThatTrainsMoreLaterHasAPlaceOfItsOwn() {
    places.cell = 7;
    train(sweep.training("network 1"));
    sweep.results(results(1));
    places.cell = 8;
    train(sweep.training("network 2"));
    sweep.results(results(2));

    assertThat(places.opened).isEqualTo(2);
    assertThat(places.last.html()).contains(">network 1<", ">network 2<");
  }

  @Test
  void noteNamesItsTraining() {
    sweep.training("LeNet-5, seed 2").note("The training has diverged.");

    assertThat(places.notes).containsExactly("LeNet-5, seed 2: The training has diverged.");
  }

  @Test
  void everyTrainingIsALineWhereNobodyLooks() {
    LiveSweep printed = new LiveSweep(new TerminalDisplay(false));

    assertThat(
            Printed.by(
                () -> {
                  train(printed.training("network 1"));
                  printed.results(results(1));
                  train(printed.training("network 2"));
                  printed.results(results(2));
                }))
        .containsExactly(
            "network network 1 · test accuracy 0.9100", "network network 2 · test accuracy 0.9200");
  }

  @Test
  void runningTrainingIsWrittenAnewOnATerminal() {
    LiveSweep terminal = new LiveSweep(new TerminalDisplay(true));

    String printed =
        Printed.text(
            () -> {
              train(terminal.training("network 1"));
              terminal.results(results(1));
            });

    assertThat(printed.split(System.lineSeparator())).hasSize(1);
    assertThat(printed).contains("\r\u001b[K", "network 1 · epoch 1/2", "test accuracy 0.9100");
  }

  private static void train(Progress progress) {
    progress.onTrainBatchEnd(batch(0.5));
    progress.ended();
  }

  private static BatchProgress batch(double loss) {
    return new BatchProgress(1, 2, 1, 10, loss, 0.9, 32, 0.1, 0.1);
  }

  private static Table results(int trainings) {
    StringColumn names = StringColumn.create("network");
    DoubleColumn accuracies = DoubleColumn.create("test accuracy");
    for (int training = 1; training <= trainings; training++) {
      names.append("network " + training);
      accuracies.append(0.9 + 0.01 * training);
    }
    return Table.create("Trainings", names, accuracies);
  }

  private static final class Places extends Display {
    private final List<String> notes = new ArrayList<>();
    private View last;
    private int opened;
    private int cell;

    @Override
    boolean showsPictures() {
      return true;
    }

    @Override
    int cell() {
      return cell;
    }

    @Override
    void show(View view) {
      notes.add(view.text());
    }

    @Override
    DisplayHandle open(View view) {
      opened++;
      last = view;
      return new DisplayHandle() {
        @Override
        public void replace(View next) {
          last = next;
        }

        @Override
        public void keep(View next) {
          last = next;
        }
      };
    }
  }
}
