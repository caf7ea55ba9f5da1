package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.train.BatchProgress;
import digitlab.train.Epoch;
import digitlab.train.EpochProgress;
import digitlab.train.History;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private static final BatchProgress FIRST =
      new BatchProgress(1, 2, 1, 1_875, 2.3, 0.125, 32, 0.1, 0);
  private static final String FIRST_LINE =
      "epoch 1/2 · batch 1/1,875 · loss 2.3000 · accuracy 0.1250 · 320 images/s · 6:15 left";
  private static final String EPOCH_LINE =
      "epoch 1/2 done after 1:05 · loss 0.5000 · accuracy 0.9000"
          + " · validation loss 0.4000 · validation accuracy 0.9200";

  private final Recorder display = new Recorder();
  private long nanos = 1_000_000_000;
  private final LiveProgress progress = on(display);

  @Test
  void trainingsFindItAsTheirProgress() {
    assertThat(ServiceLoader.load(digitlab.train.Progress.class))
        .hasAtLeastOneElementOfType(LiveProgress.class);
  }

  @Test
  void firstBatchIsShownAtOnce() {
    progress.onTrainBatchEnd(FIRST);

    assertThat(display.shown).containsExactly("open " + FIRST_LINE);
    assertThat(display.last.html())
        .contains("<progress max=\"1\"")
        .contains("value=\"0.0003\"")
        .contains("aria-label=\"training progress\"");
  }

  @Test
  void batchesThatFollowSwiftlyAreNotDrawn() {
    for (int i = 0; i < 100; i++) {
      progress.onTrainBatchEnd(FIRST);
      seconds(0.01);
    }

    assertThat(display.shown).hasSize(4);
  }

  @Test
  void curvesFollowOnceThereIsTimeForThemAndStayUnderTheLine() {
    progress.onTrainBatchEnd(FIRST);
    assertThat(display.last.html()).doesNotContain("<img");

    seconds(10);
    progress.onTrainBatchEnd(new BatchProgress(1, 2, 900, 1_875, 0.7, 0.8, 28_800, 10, 0));
    String drawn = curves();
    assertThat(drawn).as("it will be replaced soon").doesNotContain("<details");
    assertThat(drawn)
        .contains("alt=\"Chart: Loss. epoch. training: 2.3000 at 0.0005, 0.7000 at 0.4800.\"")
        .contains("alt=\"Chart: Accuracy. epoch. training: 0.1250 at 0.0005, 0.8000 at 0.4800.\"");

    seconds(0.3);
    progress.onTrainBatchEnd(new BatchProgress(1, 2, 930, 1_875, 0.6, 0.8, 29_760, 10.3, 0));
    assertThat(display.last.text()).startsWith("epoch 1/2 · batch 930/1,875");
  }

  @Test
  void unknownNumberOfBatchesIsLeftOut() {
    progress.onTrainBatchEnd(new BatchProgress(1, 2, 7, 0, 0.5, 0.9, 224, 1, 0));

    assertThat(display.shown)
        .containsExactly("open epoch 1/2 · batch 7 · loss 0.5000 · accuracy 0.9000 · 224 images/s");
  }

  @Test
  void epochReplacesTheBatches() {
    progress.onTrainBatchEnd(FIRST);
    progress.onEpochEnd(whole(history(1, ""), 2));

    assertThat(display.shown).containsExactly("open " + FIRST_LINE, "keep " + EPOCH_LINE);
    assertThat(display.last.html()).contains("value=\"0.5000\"");
  }

  @Test
  void lastStateStaysWithCurvesAtDoubleResolution() {
    progress.onTrainBatchEnd(FIRST);
    progress.onEpochEnd(whole(history(2, ""), 2));
    progress.ended();

    assertThat(display.shown).last().asString().startsWith("keep epoch 2/2 done after 2:10");
    assertThat(display.last.html()).contains("value=\"1.0000\"");
    assertThat(curves())
        .contains("training: 2.3000 at 0.0005, 0.5000 at 2; validation: 0.4000 at 1, 0.4000 at 2");
    assertThat(display.last.text()).contains("Chart: Loss.", "Chart: Accuracy.");
    assertThat(curves().split("Data of this chart</summary>")).hasSize(3);
  }

  @Test
  void trainingThatWasBrokenOffSaysWhere() {
    progress.onTrainBatchEnd(FIRST);
    progress.onEpochEnd(whole(history(1, ""), 2));
    progress.onTrainBatchEnd(new BatchProgress(2, 2, 41, 1_875, 0.4, 0.9, 1_312, 4, 0));
    progress.ended();

    assertThat(display.shown)
        .last()
        .asString()
        .isEqualTo(
            "keep stopped in epoch 2/2 · batch 41/1,875 · loss 0.4000 · accuracy 0.9000"
                + " · 328 images/s");
    assertThat(display.last.html())
        .contains("value=\"0.5109\"")
        .contains("validation: 0.4000 at 1");
  }

  @Test
  void cappedRunSaysSo() {
    progress.onTrainBatchEnd(FIRST);
    progress.onEpochEnd(whole(history(1, "Capped run: at most 1 epoch."), 1));

    assertThat(display.shown).last().asString().endsWith("· Capped run: at most 1 epoch.");
  }

  @Test
  void lossThatIsNoNumberDoesNotStopTheTraining() {
    for (int batch = 1; batch <= 5; batch++) {
      progress.onTrainBatchEnd(
          new BatchProgress(1, 1, batch, 5, Double.NaN, 0.1, 32 * batch, batch * 10, 0));
      seconds(10);
    }
    progress.ended();

    assertThat(display.last.text())
        .contains(
            "diverged in epoch 1/1",
            "loss NaN",
            "Chart: Loss. epoch (the training diverged in epoch 1).");
  }

  @Test
  void longTrainingIsKeptWholeInSomeHundredPoints() {
    for (int epoch = 1; epoch <= 20; epoch++) {
      for (int batch = 1; batch <= 1_875; batch++) {
        progress.onTrainBatchEnd(
            new BatchProgress(
                epoch, 20, batch, 1_875, 1.0 / epoch, 0.9, 32 * batch, batch / 100.0, 0));
      }
    }
    progress.ended();

    assertThat(display.last.text()).contains("training: 1.0000 at 0.0005, 0.0500 at 19.9");
    assertThat(display.last.html().length()).isLessThan(150_000);
  }

  @Test
  void meansOfTheFirstBatchesOfALaterEpochAreNotDrawn() {
    for (int epoch = 1; epoch <= 2; epoch++) {
      for (int batch = 1; batch <= 20; batch++) {
        double loss = epoch == 2 && batch <= 2 ? 9 : 0.5;
        progress.onTrainBatchEnd(
            new BatchProgress(epoch, 2, batch, 20, loss, 0.9, 32 * batch, batch, 0));
      }
    }
    progress.ended();

    assertThat(display.last.text()).contains("training: 0.5000 at 0.0500, 0.5000 at 2.");
  }

  @Test
  void nextTrainingOpensAPlaceOfItsOwn() {
    progress.onTrainBatchEnd(FIRST);
    progress.ended();
    progress.onTrainBatchEnd(FIRST);

    assertThat(display.shown).filteredOn(line -> line.startsWith("open ")).hasSize(2);
  }

  @Test
  void trainingThatFailedBeforeItsFirstBatchShowsNothing() {
    progress.ended();

    assertThat(display.shown).isEmpty();
  }

  @Test
  void notesStandAlone() {
    progress.note("With one thread from batch 41 on.");

    assertThat(display.shown).containsExactly("show With one thread from batch 41 on.");
  }

  @Test
  void everyEpochIsALineWhereNobodyLooks() {
    assertThat(Printed.by(() -> train(on(new TerminalDisplay(false)))))
        .containsExactly(
            EPOCH_LINE,
            EPOCH_LINE.replace("epoch 1/2 done after 1:05", "epoch 2/2 done after 2:10"));
  }

  @Test
  void batchesWriteTheLineAnewOnATerminal() {
    String again = "\r\u001b[K\u001b[?7l";
    String end = "\u001b[?7h";

    assertThat(Printed.text(() -> train(on(new TerminalDisplay(true)))))
        .startsWith(again + FIRST_LINE + end + again + EPOCH_LINE + end + System.lineSeparator())
        .endsWith("validation accuracy 0.9200" + end + System.lineSeparator());
  }

  @Test
  void brokenOffTrainingEndsItsLineOnATerminal() {
    String printed =
        Printed.text(
            () -> {
              LiveProgress terminal = on(new TerminalDisplay(true));
              terminal.onTrainBatchEnd(FIRST);
              terminal.note("Stopped.");
              terminal.ended();
            });

    assertThat(printed.split(System.lineSeparator()))
        .hasSize(3)
        .satisfies(lines -> assertThat(lines[0]).contains(FIRST_LINE))
        .satisfies(lines -> assertThat(lines[1]).isEqualTo("Stopped."))
        .satisfies(lines -> assertThat(lines[2]).contains("stopped in epoch 1/2 · batch 1/1,875"));
  }

  private static void train(LiveProgress terminal) {
    terminal.onTrainBatchEnd(FIRST);
    terminal.onEpochEnd(whole(history(1, ""), 2));
    terminal.onEpochEnd(whole(history(2, ""), 2));
    terminal.ended();
  }

  private LiveProgress on(Display place) {
    return new LiveProgress(place, new RenderThrottle(() -> nanos, RenderThrottle.unknownCosts()));
  }

  private void seconds(double seconds) {
    nanos += (long) (seconds * 1e9);
  }

  private String curves() {
    return display.last.html().substring(display.last.html().indexOf("</span>"));
  }

  private static EpochProgress whole(History history, int epochs) {
    return new EpochProgress(history, epochs, FIRST, true, true);
  }

  private static History history(int epochs, String caps) {
    return new History(
        Stream.iterate(1, n -> n + 1)
            .limit(epochs)
            .map(n -> new Epoch(n, 0.5, 0.9, 0.4, 0.92, 60, 5))
            .toList(),
        new History.Conditions("helpers", 2, 32, caps, ""));
  }

  private static final class Recorder extends Display {
    private final List<String> shown = new ArrayList<>();
    private View last;

    @Override
    boolean showsPictures() {
      return true;
    }

    @Override
    void show(View view) {
      note("show ", view);
    }

    @Override
    DisplayHandle open(View view) {
      note("open ", view);
      return new DisplayHandle() {
        @Override
        public void replace(View next) {
          note("replace ", next);
        }

        @Override
        public void keep(View next) {
          note("keep ", next);
        }
      };
    }

    private void note(String how, View view) {
      shown.add(how + view.text().lines().findFirst().orElse(""));
      last = view;
    }
  }
}
