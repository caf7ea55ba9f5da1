package digitlab.train;

import static digitlab.testing.SmallNetworks.learning;
import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Summary;
import digitlab.settings.Settings;
import digitlab.testing.RealDigits;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept on one machine is found on another, whatever language their people speak. */
class LocaleTest {
  private static final Mnist DATA = RealDigits.first(64, 20);

  @TempDir Path directory;

  private final Locale before = Locale.getDefault();

  @AfterEach
  void asBefore() {
    Locale.setDefault(before);
  }

  /** German writes 0,98 and 1.000, Turkish has another small I, Persian other digits. */
  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "fa-IR-u-nu-arabext"})
  void keysAndFilesAreTheSame(String language) {
    Locale.setDefault(Locale.ROOT);
    String here = key().fileName() + settings().capsInWords();
    String written = HistoryFile.text(history());

    Locale.setDefault(Locale.forLanguageTag(language));

    assertThat(key().fileName() + settings().capsInWords()).isEqualTo(here);
    assertThat(HistoryFile.text(history())).isEqualTo(written);
    assertThat(HistoryFile.parse(new StringReader(written)).epochs()).isEqualTo(history().epochs());
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "fa-IR-u-nu-arabext"})
  void networkKeptUnderOneLocaleIsFoundUnderAnother(String language) {
    MultiLayerNetwork network = start(learning(1));
    Locale.setDefault(Locale.forLanguageTag(language));
    TrainedNetworks.on(DATA, settings()).keep(network, history(), 2);

    Locale.setDefault(Locale.US);

    Optional<TrainedNetworks.Trained> found =
        TrainedNetworks.on(DATA, settings()).find(learning(1), 2, 32);
    assertThat(found).isPresent();
    assertThat(found.orElseThrow().history()).isEqualTo(history());
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR"})
  void tablesReadAlike(String language) {
    Locale.setDefault(Locale.ROOT);
    String here = Summary.of(start(learning(1))).table().print();

    Locale.setDefault(Locale.forLanguageTag(language));

    assertThat(Summary.of(start(learning(1))).table().print()).isEqualTo(here);
  }

  private CheckpointKey key() {
    return CheckpointKey.of(
        start(learning(1)),
        Batches.shuffled(DATA.train(), 32, 1),
        Batches.inOrder(DATA.test(), 20),
        settings().capsInWords());
  }

  private Settings settings() {
    return new Settings(
        Map.of("DIGITLAB_MAX_IMAGES", "2000", "DIGITLAB_RUNS", directory.toString()), Path.of(""));
  }

  private static History history() {
    return new History(
        List.of(new Epoch(1, 0.25, 0.9864, 0.5, 0.975, 1234.5, 0.1)),
        new History.Conditions("compiled", 2, 32, "", ""));
  }
}
