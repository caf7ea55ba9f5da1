package digitlab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final Map<String, Function<Settings, ?>> NUMBERS =
      Map.of(
          "DIGITLAB_MAX_EPOCHS", Settings::maxEpochs,
          "DIGITLAB_MAX_IMAGES", Settings::maxImages,
          "DIGITLAB_THREADS", Settings::threads,
          "DIGITLAB_SEED", Settings::seed);

  @TempDir Path directory;

  @Test
  void withoutVariablesNothingIsCapped() {
    Settings settings = settings(Map.of());

    assertThat(settings.maxEpochs()).isEmpty();
    assertThat(settings.maxImages()).isEmpty();
    assertThat(settings.threads()).isEmpty();
    assertThat(settings.data()).isEmpty();
    assertThat(settings.seed()).isEqualTo(1);
    assertThat(settings.capsInWords()).isEmpty();
  }

  @Test
  void variablesAreRead() {
    Settings settings =
        settings(
            Map.of(
                "DIGITLAB_MAX_EPOCHS", "3",
                "DIGITLAB_MAX_IMAGES", " 2000 ",
                "DIGITLAB_THREADS", "1",
                "DIGITLAB_SEED", "-7",
                "DIGITLAB_DATA", "fashion",
                "DIGITLAB_RUNS", "kept"));

    assertThat(settings.maxEpochs()).hasValue(3);
    assertThat(settings.maxImages()).hasValue(2000);
    assertThat(settings.threads()).hasValue(1);
    assertThat(settings.seed()).isEqualTo(-7);
    assertThat(settings.data()).contains(Path.of("fashion"));
    assertThat(settings.runs()).isEqualTo(Path.of("kept"));
  }

  @ParameterizedTest
  @CsvSource({"~/idx, idx", "~, ''", "'~/bär/other data', 'bär/other data'"})
  void tildeIsTheHomeDirectory(String written, String below) {
    Path home = Path.of(System.getProperty("user.home"));
    Settings settings = settings(Map.of("DIGITLAB_DATA", written, "DIGITLAB_RUNS", written));

    assertThat(settings.data()).contains(home.resolve(below));
    assertThat(settings.runs()).isEqualTo(home.resolve(below));
  }

  @Test
  void tildeElsewhereIsALetter() {
    assertThat(settings(Map.of("DIGITLAB_DATA", "a/~/b")).data()).contains(Path.of("a/~/b"));
    assertThat(settings(Map.of("DIGITLAB_DATA", "~a/b")).data()).contains(Path.of("~a/b"));
  }

  /** No file system has this letter; a locale of ASCII lacks many. */
  @ParameterizedTest
  @ValueSource(strings = {"DIGITLAB_DATA", "DIGITLAB_RUNS", "DIGITLAB_HOME"})
  void pathThatCannotBeWrittenNamesTheVariableAndTheLocale(String variable) {
    Settings settings = settings(Map.of(variable, "b\0r"));
    Map<String, Supplier<?>> paths =
        Map.of(
            "DIGITLAB_DATA", settings::data,
            "DIGITLAB_RUNS", settings::runs,
            "DIGITLAB_HOME", settings::home);

    assertThatThrownBy(() -> paths.get(variable).get())
        .isInstanceOf(LabException.class)
        .hasMessageStartingWith(variable + " cannot be a path here: \"b\0r\".")
        .hasMessageContaining(System.getProperty("sun.jnu.encoding"))
        .hasMessageEndingWith("start with ./lab, or set LC_ALL=C.UTF-8.");
  }

  @Test
  void seedOfAStudyHoldsUnlessAnotherIsSet() {
    assertThat(settings(Map.of()).seedOr(98)).isEqualTo(98);
    assertThat(settings(Map.of("DIGITLAB_SEED", "3")).seedOr(98)).isEqualTo(3);
  }

  @Test
  void blankIsTheSameAsAbsent() {
    Settings settings =
        settings(
            Map.of(
                "DIGITLAB_MAX_EPOCHS", "",
                "DIGITLAB_MAX_IMAGES", "  ",
                "DIGITLAB_SEED", "\t",
                "DIGITLAB_DATA", " "));

    assertThat(settings.capsInWords()).isEmpty();
    assertThat(settings.seed()).isEqualTo(1);
    assertThat(settings.data()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"DIGITLAB_MAX_EPOCHS", "DIGITLAB_MAX_IMAGES", "DIGITLAB_THREADS", "DIGITLAB_SEED"})
  void nonsenseNamesVariableAndValue(String variable) {
    Settings settings = settings(Map.of(variable, "many"));

    assertThatThrownBy(() -> NUMBERS.get(variable).apply(settings))
        .isInstanceOf(LabException.class)
        .hasMessage(variable + " must be a whole number, but it is \"many\".");
  }

  @ParameterizedTest
  @CsvSource({
    "DIGITLAB_MAX_EPOCHS, 0",
    "DIGITLAB_MAX_IMAGES, -5",
    "DIGITLAB_THREADS, 0",
    "DIGITLAB_MAX_IMAGES, 0"
  })
  void lessThanOneNamesVariableAndValue(String variable, String value) {
    Settings settings = settings(Map.of(variable, value));

    assertThatThrownBy(() -> NUMBERS.get(variable).apply(settings))
        .isInstanceOf(LabException.class)
        .hasMessage("%s must be at least 1, but it is %s.".formatted(variable, value));
  }

  @Test
  void moreThanAnIntegerHoldsIsRefused() {
    Settings settings = settings(Map.of("DIGITLAB_MAX_IMAGES", "4294967297"));

    assertThatThrownBy(settings::maxImages)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("DIGITLAB_MAX_IMAGES")
        .hasMessageContaining("4294967297")
        .hasMessageNotContaining("at least 1");
  }

  @Test
  void capsAreToldInWords() {
    assertThat(
            settings(Map.of("DIGITLAB_MAX_EPOCHS", "1", "DIGITLAB_MAX_IMAGES", "2000"))
                .capsInWords())
        .isEqualTo("Capped run: at most 1 epoch, at most 2,000 training and 1,000 test images.");
    assertThat(settings(Map.of("DIGITLAB_MAX_EPOCHS", "2")).capsInWords())
        .isEqualTo("Capped run: at most 2 epochs.");
    assertThat(settings(Map.of("DIGITLAB_MAX_IMAGES", "1")).capsInWords())
        .isEqualTo("Capped run: at most 1 training and 1 test images.");
  }

  @Test
  void oneCapIsEnoughToBeCapped() {
    assertThat(settings(Map.of("DIGITLAB_MAX_EPOCHS", "1")).capsInWords()).isNotEmpty();
    assertThat(settings(Map.of("DIGITLAB_MAX_IMAGES", "1")).capsInWords()).isNotEmpty();
    assertThat(settings(Map.of("DIGITLAB_THREADS", "1")).capsInWords()).isEmpty();
  }

  @Test
  void homeIsTheNearestDirectoryUpwardsWithDataAndNotebooks() throws IOException {
    Path lab = directory.resolve("lab");
    Files.createDirectories(lab.resolve("data"));
    // A data directory alone does not make a lab.
    Path deep = Files.createDirectories(lab.resolve("notebooks/deeper/data"));

    Settings settings = new Settings(Map.of(), deep);

    assertThat(settings.home()).isEqualTo(lab);
    assertThat(settings.bundledData()).isEqualTo(lab.resolve("data"));
    assertThat(settings.runs()).isEqualTo(lab.resolve("work/runs"));
  }

  @Test
  void namedHomeWins() throws IOException {
    Files.createDirectories(directory.resolve("data"));
    Files.createDirectories(directory.resolve("notebooks"));

    assertThat(settings(Map.of("DIGITLAB_HOME", "elsewhere")).home())
        .isEqualTo(Path.of("elsewhere"));
  }

  @Test
  void homeThatIsNowhereSaysHowToStart() {
    assertThatThrownBy(() -> settings(Map.of()).home())
        .isInstanceOf(LabException.class)
        .hasMessageContaining("was not found from " + directory.toAbsolutePath())
        .hasMessageContaining("./lab start")
        .hasMessageContaining("DIGITLAB_HOME");
  }

  private Settings settings(Map<String, String> environment) {
    return new Settings(environment, directory);
  }
}
