package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import jdk.jshell.JShell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Shift+Tab and Tab show; the cursor is where the code has a bar. */
class CodeHelpTest {
  private static JShell shell;
  private static CodeHelp help;

  @BeforeAll
  static void start() {
    shell = JShell.builder().executionEngine("local").build();
    shell.eval("import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;");
    shell.eval("import digitlab.data.*;");
    shell.eval("MultiLayerNetwork network = null;");
    shell.eval("int[] many = null; ");
    help = new CodeHelp(shell, variable -> Optional.of(new int[1000]));
  }

  @AfterAll
  static void end() {
    shell.close();
  }

  private static String shown(String code) {
    return help.at(code.replace("|", ""), code.indexOf('|')).map(View::text).orElse("");
  }

  @Test
  void aClassShowsItsJavadoc() {
    assertThat(shown("Mnist|"))
        .isEqualTo(
            """
            Mnist
            The MNIST database of handwritten digits (LeCun, Cortes, Burges 1998), or another data set \
            in the same four files, such as Fashion-MNIST.
            train: the training set, 60,000 images in MNIST
            test: the test set, 10,000 images in MNIST""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "network.init|()           ! void MultiLayerNetwork.init()",
        "network.in|it(null, true) ! void MultiLayerNetwork.init(INDArray parameters, boolean cloneParametersArray)",
        "\"a, b\".substring|(\"(,\".length()) ! String String.substring(int beginIndex)",
        "int f(int right) { return \"\".substring|(right, g(1, 2)); } "
            + "! String String.substring(int beginIndex, int endIndex)",
        "Math.P|I                  ! double Math.PI",
        "int f(int right) { return ri|ght; } ! int right",
      })
  void aCallShowsTheOverloadWithAsManyArguments(String code, String signature) {
    assertThat(shown(code)).isEqualTo(signature);
  }

  @Test
  void aCallThatIsNotClosedShowsAllOverloads() {
    assertThat(shown("network.init|(").lines().filter(line -> line.contains("init("))).hasSize(2);
  }

  @Test
  void parametersResultAndExceptionsAreTold() {
    String cell =
        """
        import digitlab.train.*;
        import java.util.List;

        String kept = "a cell with all kinds of code";
        Trainer.of(network).withCheckpoints().fit|(null, null, 3);
        """;
    assertThat(shown(cell).lines().map(line -> line.replaceAll(":.*", "")))
        .containsExactly(
            "History Trainer.fit(DataSetIterator training, DataSetIterator validation, int epochs)",
            "Trains for some epochs and validates after each.",
            "training",
            "validation",
            "epochs",
            "returns",
            "LabException");
  }

  @Test
  void aVariableShowsItsTypeAndTheBeginningOfItsValue() {
    assertThat(shown("many| = 3"))
        .startsWith("int[] many\n[0, 0, 0, ")
        .endsWith(", … (1,000 in all)]");
  }

  @Test
  void aClassThatIsNotImportedSaysWhichImportItNeeds() {
    assertThat(shown("Trainer|"))
        .startsWith("Trainer\nTrains a Deeplearning4j network: epochs, batches, validation")
        .endsWith("\nNot imported: import digitlab.train.Trainer;");
    assertThat(shown("Trainer.of|(network)"))
        .isEqualTo(
            """
            Trainer Trainer.of(MultiLayerNetwork network)
            A trainer that shows its progress in the way that suits the surroundings.""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {"nothing|", "1 + |", "|", "Nobody.no|(3)", "\"|", "}|"})
  void whatIsUnknownShowsNothing(String code) {
    assertThat(shown(code)).isEmpty();
  }

  @Test
  void membersOfAClassThatIsNotImportedAreOffered() {
    CodeCompletion completion = new CodeCompletion(shell);
    assertThat(completion.of("int x = 1;\nTrainer.").continuations()).contains("of(");
    assertThat(completion.of("Trainer.").start()).isEqualTo("Trainer.".length());
    assertThat(completion.of("new ConvolutionLayer.Bu"))
        .isEqualTo(new CodeCompletion.Offer(List.of("Builder("), "new ConvolutionLayer.".length()));
    assertThat(completion.of("Adam.DEFAULT_ADAM_E").continuations())
        .containsExactly("DEFAULT_ADAM_EPSILON");
  }

  @Test
  void aCellThatBeginsWithImportsIsCompleted() {
    CodeCompletion completion = new CodeCompletion(shell);
    assertThat(completion.of("import java.util.*;\nnetwork.ini").continuations()).contains("init(");
  }

  @Test
  void whatTheKernelKnowsIsLeftToIt() {
    CodeCompletion completion = new CodeCompletion(shell);
    assertThat(completion.of("network.ini").continuations()).isEmpty();
    assertThat(completion.of("Mnist.").continuations()).isEmpty();
    assertThat(completion.of("Nobody.").continuations()).isEmpty();
  }

  @Test
  void inlineTagsOfJavadocAreReadable() {
    View view =
        Javadoc.of(
            """
             Gives {@code a < b} of {@link digitlab.data.Mnist#load(Path)}, {@link #here}, and
             {@linkplain Mnist digits}.

             <p>More {@literal <i>}.
             @param <T> any type
             @param count how many
             @since 1
            """);
    assertThat(view.text())
        .isEqualTo(
            "Gives a < b of Mnist.load(Path), here, and digits.\nMore <i>.\n"
                + "<T>: any type\ncount: how many");
    assertThat(view.html()).contains("<code>a &lt; b</code>").contains("<b>count</b>: how many");
  }
}
