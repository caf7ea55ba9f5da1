package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import digitlab.backend.NativeLibrary;
import digitlab.batch.Batch;
import digitlab.chart.NetworkPicture.DrawnVolume;
import digitlab.chart.Picture;
import digitlab.chart.RunningCurves;
import digitlab.check.Check;
import digitlab.compare.Calibration;
import digitlab.compare.Comparison;
import digitlab.compare.Interval;
import digitlab.compare.McNemar;
import digitlab.compare.Mistakes;
import digitlab.compare.SmallComparisons;
import digitlab.compiled.Compilation;
import digitlab.compiled.Steps;
import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.explain.ExplanationStudy;
import digitlab.explain.Faithfulness;
import digitlab.explain.GradCam;
import digitlab.explain.ImageGradients;
import digitlab.explain.Occlusion;
import digitlab.model.Architectures;
import digitlab.model.LayerShapes;
import digitlab.model.Summary;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.step.EvaluationResult;
import digitlab.step.PlainStep;
import digitlab.step.Step;
import digitlab.study.Studies;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import digitlab.train.BatchProgress;
import digitlab.train.EpochProgress;
import digitlab.train.History;
import digitlab.train.TrainedNetworks;
import digitlab.train.Trainer;
import digitlab.train.TrainingCallback;
import digitlab.train.TrainingLoop;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever of the library's types is the last expression of a cell can be read. */
class PublicTypesTest {
  private static final Path CHECKOUT = Path.of("..");
  private static final List<String> MODULES = List.of("compiled-step", "lib");
  private static final int LONGEST = 300;

  /** What a compiled step is made of; it hands out nothing of it. */
  private static final Set<String> INSIDE_A_STEP =
      Set.of("digitlab.plan", "digitlab.shares", "digitlab.onednn", "digitlab.portable");

  /** Classes that no cell can have an instance of, with the reason. */
  private static final Map<String, String> NOT_IN_CELLS =
      Map.of(
          "org.nd4j.nativeblas.Nd4jCpu$Environment", "belongs to ND4J, which asks for it itself",
          "digitlab.chart.ChartData", "its method gives tables, it never leaves its package",
          "digitlab.chart.ChartPainter", "its method draws, it never leaves its package",
          "digitlab.model.LayerShapes", "its method gives a list, it never leaves its package",
          "digitlab.notebook.DigitLabExtension", "the kernel makes it and keeps it",
          "digitlab.notebook.KernelStopButton", "a training asks for it and keeps it",
          "digitlab.notebook.KernelSurroundings", "it is made when the digits are loaded");

  @TempDir private static Path directory;

  private static final List<Object> SAMPLES = new ArrayList<>();
  private static final List<Step> STEPS = new ArrayList<>();
  private static final List<AutoCloseable> GRADIENTS = new ArrayList<>();

  @BeforeAll
  static void makeSamples() {
    Mnist mnist = RealDigits.first(320, 100);
    Batches training = Batches.shuffled(mnist.train(), 32, 1);
    Batches test = Batches.inOrder(mnist.test(), 50);
    MultiLayerNetwork network = SmallNetworks.start(Architectures.lenet5(1));
    Summary summary = Summary.of(network);
    add(mnist, mnist.train(), training, training.firstBatch());
    add(summary, summary.rows().get(0), summary.volumes().get(1));
    add(LayerShapes.of(network, InputType.convolutional(28, 28, 1)).get(0));
    summary.volumes().forEach(volume -> add(volume.shape()));
    Architectures.all().forEach(PublicTypesTest::add);
    Studies.all().forEach(study -> add(study, study.source()));
    add(Settings.current(), new LabException("The file is missing."));
    add(catchThrowable(() -> Check.choice("The digit", "a", "b", "Look again.")));
    addTraining(mnist, training, test);
    addSteps(network, training.firstBatch());
    addComparisons(mnist);
    addExplanations(network);
    add(new View("<b>x</b>", "x"), new LiveProgress());
    add(new Picture(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "An empty picture"));
    add(new DrawnVolume(List.of("Convolution 5 × 5", "tanh"), 28, 28, 6));
    add(new RunningCurves.Line(new double[100], new double[100]));
  }

  private static void addTraining(Mnist mnist, Batches training, Batches test) {
    MultiLayerNetwork network = SmallNetworks.start(SmallNetworks.learning(1));
    Trainer trainer =
        Trainer.of(network)
            .with(
                new TrainingCallback() {
                  @Override
                  public void onTrainBegin(TrainingLoop loop) {
                    add(loop);
                  }

                  @Override
                  public void onTrainBatchEnd(BatchProgress batch) {
                    if (batch.batch() == 1) {
                      add(batch);
                    }
                  }

                  @Override
                  public void onEpochEnd(EpochProgress epoch) {
                    add(epoch);
                  }
                });
    History history = trainer.fit(training, test, 2);
    add(trainer, history, history.last(), history.conditions(), trainer.evaluate(test));
    add(TrainedNetworks.on(mnist), new TrainedNetworks.Trained(network, history));
  }

  private static void addSteps(MultiLayerNetwork network, Batch batch) {
    Step plain = new PlainStep(SmallNetworks.start(SmallNetworks.learning(1)));
    STEPS.add(plain);
    add(plain, plain.take(batch));
    add(new Compilation.Refused("layer 3: LSTM"));
    if (NativeLibrary.hasOneDnn()) {
      InputType input = InputType.convolutional(28, 28, 1);
      Compilation done = Compilation.forTraining(network, input, 32);
      Step compiled = ((Compilation.Compiled) done).step();
      STEPS.add(compiled);
      add(done, compiled);
    }
  }

  private static void addComparisons(Mnist mnist) {
    Comparison comparison = SmallComparisons.comparison(directory, mnist);
    EvaluationResult one = comparison.network("one").evaluation();
    EvaluationResult two = comparison.network("two").evaluation();
    int[] labels = comparison.labels();
    add(comparison, comparison.network("one"), McNemar.of(12, 3), McNemar.of(100, 3));
    add(new Mistakes(labels, List.of(one.predicted(), two.predicted())));
    MultiLayerNetwork network = comparison.network("one").network();
    Calibration calibration =
        Calibration.of(
            Trainer.of(network).predict(Batches.inOrder(mnist.test(), 100)),
            Batches.inOrder(mnist.test(), 100).classes());
    add(calibration, calibration.whole());
    add(SmallComparisons.seedStudy(directory, mnist));
  }

  private static void addExplanations(MultiLayerNetwork network) {
    ImageGradients gradients = ImageGradients.of(network);
    GRADIENTS.add(gradients);
    Steps.forImageGradient(network, InputType.convolutional(28, 28, 1))
        .ifPresent(
            compiled -> {
              GRADIENTS.add(compiled);
              add(compiled);
            });
    add(gradients, new GradCam(network), new Occlusion(gradients, 5, 2));
    add(new ExplanationStudy(), new Faithfulness(new int[] {0, 784}, new float[][] {{1, 0.1f}}));
    add(Studies.attacked().get(0), Interval.of(1, 2, 3));
  }

  private static void add(Object... samples) {
    SAMPLES.addAll(Arrays.asList(samples));
  }

  @AfterAll
  static void close() throws Exception {
    STEPS.forEach(Step::close);
    for (AutoCloseable gradients : GRADIENTS) {
      gradients.close();
    }
  }

  @Test
  void everyPublicTypeIsTriedHere() throws IOException {
    Set<String> tried = new LinkedHashSet<>(NOT_IN_CELLS.keySet());
    SAMPLES.forEach(sample -> tried.add(sample.getClass().getName()));
    if (!NativeLibrary.hasOneDnn()) {
      tried.addAll(
          List.of("digitlab.compiled.CompiledStep", "digitlab.compiled.Compilation$Compiled"));
    }

    assertThat(tried).containsAll(typesWithInstances());
  }

  @TestFactory
  Stream<DynamicTest> itReadsWell() {
    return SAMPLES.stream()
        .map(
            sample ->
                DynamicTest.dynamicTest(
                    sample.getClass().getName(), () -> assertReadsWell(sample)));
  }

  @TestFactory
  Stream<DynamicTest> arraysOfTheLibraryReadWell() {
    return Stream.of(
            new int[10_000], new byte[784], new int[10][10], new String[] {"a", "b"}, new float[2])
        .map(
            array ->
                DynamicTest.dynamicTest(
                    array.getClass().getSimpleName(),
                    () -> assertReadable(Views.of(array).text(), array)));
  }

  private static void assertReadsWell(Object sample) {
    String text = String.valueOf(sample);

    assertReadable(text, sample);
    assertThat(text).hasSizeLessThanOrEqualTo(LONGEST);
    assertReadable(Views.of(sample).text(), sample);
  }

  /** No array, no object's number, no class name in front of brackets, no endless decimals. */
  private static void assertReadable(String text, Object sample) {
    assertThat(text)
        .as(sample.getClass().getName())
        .isNotBlank()
        .doesNotContainPattern("\\[+[BCDFIJSZL]\\S*@")
        .doesNotContainPattern("@[0-9a-f]{5,}")
        .doesNotContainPattern("\\d\\.\\d{7}")
        .doesNotContain("cannot be shown");
  }

  /** The public classes with fields or methods of an instance, in the order of their files. */
  private static Set<String> typesWithInstances() throws IOException {
    Set<String> types = new LinkedHashSet<>();
    for (String module : MODULES) {
      Path sources = CHECKOUT.resolve(module).resolve("src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .map(file -> sources.relativize(file).toString().replaceAll("[/\\\\]", "."))
            .filter(name -> name.endsWith(".java") && !name.endsWith("-info.java"))
            .map(name -> name.substring(0, name.length() - ".java".length()))
            .sorted()
            .map(PublicTypesTest::load)
            .filter(type -> !INSIDE_A_STEP.contains(type.getPackageName()))
            .forEach(type -> addWithNested(type, types));
      }
    }
    assertThat(types).hasSizeGreaterThan(30);
    return types;
  }

  private static void addWithNested(Class<?> type, Set<String> types) {
    if (Modifier.isPublic(type.getModifiers())) {
      boolean utility =
          Arrays.stream(type.getDeclaredFields()).allMatch(PublicTypesTest::isStatic)
              && Arrays.stream(type.getDeclaredMethods())
                  .allMatch(method -> Modifier.isStatic(method.getModifiers()));
      if (!type.isInterface() && (!utility || Throwable.class.isAssignableFrom(type))) {
        types.add(type.getName());
      }
      Arrays.stream(type.getDeclaredClasses()).forEach(nested -> addWithNested(nested, types));
    }
  }

  private static boolean isStatic(Field field) {
    return Modifier.isStatic(field.getModifiers());
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, PublicTypesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
