package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.train.Epoch;
import digitlab.train.History;
import digitlab.train.Progress.Moment;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LiveProgressTest {
  private static final Moment FIRST = new Moment(1, 2, 1, 1_875, 2.3, 0.125, 32, 0.1);
  private static final String FIRST_LINE =
      "epoch 1/2 · batch 1/1,875 · loss 2.3000 · accuracy 0.1250 · 320 images/s · 6:15 left";

  private final Recorder screen = new Recorder();
  private final LiveProgress progress = new LiveProgress(screen);

  @Test
  void trainingsFindItAsTheirProgress() {
    assertThat(ServiceLoader.load(digitlab.train.Progress.class))
        .hasAtLeastOneElementOfType(LiveProgress.class);
  }

  @Test
  void firstBatchIsShownAtOnce() {
    progress.batch(FIRST);

    assertThat(screen.shown).containsExactly("open " + FIRST_LINE);
    assertThat(screen.html)
        .contains("<progress max=\"1\"")
        .contains("value=\"0.0003\"")
        .contains("aria-label=\"training progress\"");
  }

  @Test
  void batchesThatFollowSwiftlyAreNotDrawn() {
    for (int i = 0; i < 100; i++) {
      progress.batch(FIRST);
    }

    assertThat(screen.shown).hasSizeLessThan(5);
  }

  @Test
  void unknownNumberOfBatchesIsLeftOut() {
    progress.batch(new Moment(1, 2, 7, 0, 0.5, 0.9, 224, 1));

    assertThat(screen.shown)
        .containsExactly("open epoch 1/2 · batch 7 · loss 0.5000 · accuracy 0.9000 · 224 images/s");
  }

  @Test
  void epochReplacesTheBatches() {
    progress.batch(FIRST);
    progress.epoch(history(1, ""), 2);

    assertThat(screen.shown)
        .containsExactly(
            "open " + FIRST_LINE,
            "replace epoch 1 done after 1:05 · loss 0.5000 · accuracy 0.9000"
                + " · validation loss 0.4000 · validation accuracy 0.9200");
    assertThat(screen.html).contains("value=\"0.5000\"");
  }

  @Test
  void cappedRunSaysSo() {
    progress.epoch(history(1, "Capped run: at most 1 epoch."), 1);

    assertThat(screen.shown).singleElement().asString().endsWith("· Capped run: at most 1 epoch.");
  }

  @Test
  void everyEpochIsPrintedOnceOnATerminal() {
    List<String> lines =
        Printed.by(
            () -> {
              LiveProgress terminal =
                  new LiveProgress(Screen.find(ClassLoader.getPlatformClassLoader()));
              terminal.batch(FIRST);
              terminal.epoch(history(1, ""), 2);
              terminal.epoch(history(2, ""), 2);
              terminal.ended();
            });

    assertThat(lines).hasSize(3).doesNotHaveDuplicates();
    assertThat(lines.get(0)).isEqualTo(FIRST_LINE);
    assertThat(lines.get(2)).startsWith("epoch 2 done after 2:10");
  }

  @Test
  void nextTrainingOpensAPlaceOfItsOwn() {
    progress.epoch(history(1, ""), 1);
    progress.ended();
    progress.epoch(history(1, ""), 1);

    assertThat(screen.shown).hasSize(2).allMatch(line -> line.startsWith("open "));
  }

  @Test
  void trainingThatFailedBeforeItsFirstBatchShowsNothing() {
    progress.ended();

    assertThat(screen.shown).isEmpty();
  }

  @Test
  void notesStandAlone() {
    progress.note("With one thread from batch 41 on.");

    assertThat(screen.shown).containsExactly("show With one thread from batch 41 on.");
  }

  private static History history(int epochs, String caps) {
    return new History(
        Stream.iterate(1, n -> n + 1)
            .limit(epochs)
            .map(n -> new Epoch(n, 0.5, 0.9, 0.4, 0.92, 60, 5))
            .toList(),
        new History.Conditions("helpers", 2, 32, caps, ""));
  }

  private static final class Recorder extends Screen {
    private final List<String> shown = new ArrayList<>();
    private String html;

    @Override
    void show(View view) {
      shown.add("show " + view.text());
    }

    @Override
    Area open(View view) {
      shown.add("open " + view.text());
      html = view.html();
      return next -> {
        shown.add("replace " + next.text());
        html = next.html();
      };
    }
  }
}
