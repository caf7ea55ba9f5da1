package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.chart.ConfusionMatrix;
import digitlab.chart.Curves;
import digitlab.chart.DigitGrid;
import digitlab.chart.Panels;
import digitlab.chart.Picture;
import digitlab.compare.Calibration;
import digitlab.compare.SmallComparisons;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.model.Summary;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import digitlab.train.Epoch;
import digitlab.train.History;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.PieChart;
import org.knowm.xchart.PieChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.factory.Nd4j;

class ViewsTest {
  private static final Pattern PNG = Pattern.compile("src=\"data:image/png;base64,([^\"]+)\"");

  private final History history =
      new History(
          List.of(
              new Epoch(1, 0.5, 0.8, 0.4, 0.85, 10, 1), new Epoch(2, 0.25, 0.9, 0.3, 0.91, 10, 1)),
          new History.Conditions("helpers", 2, 32, "", ""));

  @Test
  void chartIsAPictureWithItsLastValuesInWords() {
    View view = Views.of(Curves.accuracy("Max pooling", history.table()));

    assertThat(view.text())
        .isEqualTo(
            "Chart: Max pooling. accuracy (share of images) against epoch. "
                + "training: 0.8000 at 1, 0.9000 at 2; validation: 0.8500 at 1, 0.9100 at 2.");
    assertThat(view.html()).startsWith("<figure").contains("alt=\"" + view.text() + "\"");
  }

  @Test
  void chartsDataAreATableBelowItThatIsClosedAtFirst() {
    String html = Views.of(Curves.loss("Max pooling", history.table())).html();

    assertThat(html)
        .contains("<details style=", "Data of this chart</summary>")
        .contains("<caption style=\"text-align: left\">Max pooling</caption>")
        .contains(">epoch</th>", ">training</th>", ">validation</th>")
        .endsWith("</table></div></details></figure>");
  }

  @Test
  void numbersOfAChartAreWrittenAsInTheTableOfItsHistory() {
    History diverging =
        new History(
            List.of(
                new Epoch(1, 120.5, 0.5, 3.5, 0.25, 10, 1),
                new Epoch(2, 0.000012345, 1, 1_000_000, 1, 10, 1)),
            new History.Conditions("helpers", 2, 32, "", ""));
    String table = Views.of(diverging).html();
    String losses = Views.of(Curves.loss("Loss", diverging.table())).text();
    String accuracies = Views.of(Curves.accuracy("Accuracy", diverging.table())).text();

    assertThat(table).contains(">120.5<", ">1.2e-05<", ">1,000,000<", ">1.0000<");
    assertThat(losses)
        .endsWith("training: 120.5 at 1, 1.2e-05 at 2; validation: 3.5000 at 1, 1,000,000 at 2.");
    assertThat(accuracies)
        .endsWith("training: 0.5000 at 1, 1.0000 at 2; validation: 0.2500 at 1, 1.0000 at 2.");
  }

  @Test
  void numbersOfAChartThatAreTooLargeForALongAreWrittenAsPeopleWriteThem() {
    XYChart big = new XYChartBuilder().title("big").build();
    big.addSeries("loss", new double[] {1, 2}, new double[] {2, 4e20});
    big.addSeries("far", new double[] {1, 3.4e25}, new double[] {-1e19, 1e-300});
    PieChart parts = new PieChartBuilder().title("parts").build();
    parts.addSeries("all", 1e30);

    View view = Views.of(big);
    assertThat(view.text())
        .endsWith("loss: 2.0000 at 1, 4e+20 at 2; far: -1e+19 at 1, 1.0e-300 at 3.4e+25.");
    assertThat(view.html()).contains(">4e+20<", ">3.4e+25<", ">-1e+19<").doesNotContain("922");
    assertThat(Views.of(parts).text()).endsWith("all: 1e+30.");
  }

  @Test
  void hundredEpochsAreShortenedAsEveryTable() {
    List<Epoch> epochs =
        IntStream.rangeClosed(1, 100)
            .mapToObj(number -> new Epoch(number, 1.0 / number, 0.9, 0.5, 0.9, 1, 1))
            .toList();
    String html =
        Views.of(Curves.loss("Long", new History(epochs, history.conditions()).table())).html();

    assertThat(html).contains("Long (the first and last 20 of 100 rows)", "… 60 rows …");
  }

  @Test
  void pictureOfPanelsHasATableForEachOfThem() {
    String html =
        Views.of(
                Panels.of(
                    2,
                    List.of(
                        Curves.mistakes("Left", "epoch", history.table()),
                        Curves.mistakes("Right", "epoch", history.table()))))
            .html();

    assertThat(html).contains(">Left</caption>", ">Right</caption>");
    assertThat(html.split("<details")).hasSize(2);
  }

  @Test
  void pictureThatIsNotMadeOfNumbersHasNoData() {
    assertThat(Views.of(DigitGrid.first(RealDigits.all().train(), 1, 3)).html())
        .doesNotContain("<details");
  }

  @Test
  void scatteredPointsAreDescribedByTheirNumberAndRanges() {
    XYChart chart = new XYChartBuilder().title("Cloud").build();
    chart
        .addSeries("images", new double[] {3, 1, 2}, new double[] {0.5, 0.75, 0.25})
        .setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);

    assertThat(Views.of(chart).text())
        .isEqualTo("Chart: Cloud. images: 3 points from 1 to 3, from 0.2500 to 0.7500.");
  }

  @Test
  void ofManyLinesOnlyTheEndsAreDescribed() {
    XYChart chart = new XYChartBuilder().title("Many").build();
    for (int i = 0; i < 9; i++) {
      chart.addSeries("s" + i, new double[] {1, 2, 3}, new double[] {0.5, 0.75, 0.25});
    }

    assertThat(Views.of(chart).text()).contains("s0: 0.5000 at 1, 0.2500 at 3; s1:");
  }

  @Test
  void manyBarsAreDescribedByTheirRange() {
    CategoryChart bars = new CategoryChartBuilder().title("Pixels").build();
    bars.addSeries(
        "ink",
        IntStream.range(0, 28).boxed().toList(),
        IntStream.range(0, 28).map(i -> i * i).boxed().toList());

    assertThat(Views.of(bars).text())
        .isEqualTo("Chart: Pixels. ink: 28 bars from 0 to 729, the first 0 0, the last 27 729.");
  }

  @Test
  void chartIsDrawnAtDoubleResolution() throws IOException {
    XYChart chart = Curves.accuracy("Max pooling", history.table());
    View view = Views.of(chart);

    BufferedImage image = png(view);
    assertThat(image.getWidth()).isEqualTo(2 * chart.getWidth());
    assertThat(image.getHeight()).isEqualTo(2 * chart.getHeight());
    assertThat(view.html()).contains("width=\"" + chart.getWidth() + "\"");
  }

  @Test
  void barsAreDescribedOneByOne() {
    CategoryChart bars =
        new CategoryChartBuilder()
            .title("Balance")
            .xAxisTitle("digit")
            .yAxisTitle("images")
            .build();
    bars.addSeries("training", List.of("0", "1"), List.of(5923, 6742));

    assertThat(Views.of(bars).text())
        .isEqualTo("Chart: Balance. images against digit. training: 0 5,923, 1 6,742.");
  }

  @Test
  void confusionMatrixIsDescribedByItsMistakes() {
    View view =
        Views.of(ConfusionMatrix.of("Mistakes", new int[] {0, 0, 1}, new int[] {1, 1, 1}, 10));

    assertThat(view.text())
        .isEqualTo(
            "Chart: Mistakes. actual digit against predicted digit. 1 of 3 images right, the most frequent mistakes: 0 taken for 1 (2×).");
  }

  @Test
  void pictureHasItsDescription() throws IOException {
    Picture grid = DigitGrid.first(RealDigits.all().train(), 1, 3);
    View view = Views.of(grid);

    assertThat(view.text()).isEqualTo("3 handwritten digits: 5, 0, 4");
    assertThat(view.html())
        .contains("alt=\"3 handwritten digits: 5, 0, 4\"")
        .contains("width=\"" + grid.width() + "\"");
    assertThat(png(view).getWidth()).isEqualTo(grid.image().getWidth());
  }

  @Test
  void descriptionIsEscaped() {
    Picture picture =
        new Picture(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "a \"b\" <script>");

    assertThat(Views.of(picture).html()).doesNotContain("<script>").contains("&lt;script&gt;");
  }

  @Test
  void summaryIsTheTableOfItsLayers() {
    View view = Views.of(Summary.of(SmallNetworks.start(Architectures.lenet5(1))));

    assertThat(view.html())
        .contains("<caption style=\"text-align: left\">Layers and parameters</caption>")
        .contains("Total: 61,706 parameters")
        .contains("48,120")
        .doesNotContain("<img");
    assertThat(view.text()).contains("Convolution 5 × 5, tanh");
  }

  @Test
  void networkIsThePictureOfItsVolumesAndTheTableOfItsLayers() {
    MultiLayerNetwork network = SmallNetworks.start(Architectures.lenet5(1));
    View view = Views.of(network);
    String words =
        "A network from left to right. Input: 28 × 28 × 1; Convolution 5 × 5, tanh: 28 × 28 × 6;"
            + " Average pooling 2 × 2: 14 × 14 × 6; Convolution 5 × 5, tanh: 10 × 10 × 16;"
            + " Average pooling 2 × 2: 5 × 5 × 16; Flatten: 400; Dense, tanh: 120; Dense, tanh: 84;"
            + " Output, softmax: 10.";

    assertThat(view.html())
        .contains("alt=\"" + words + "\"")
        .endsWith(Views.of(Summary.of(network)).html());
    assertThat(view.text()).startsWith("Layers and parameters").endsWith("\n" + words);
  }

  @Test
  void curveIsDescribedByItsExtremesWhereTheyLieBetweenItsEnds() {
    XYChart chart = new XYChartBuilder().title("Loss").build();
    chart.addSeries(
        "loss",
        new double[] {1, 2, 3, 4, 5, 6},
        new double[] {0.5, Double.NaN, 0.25, 0.75, 0.4, Double.NaN});

    assertThat(Views.of(chart).text())
        .isEqualTo(
            "Chart: Loss. loss: 0.5000 at 1, 0.4000 at 5, highest 0.7500 at 4, lowest 0.2500 at 3.");
  }

  @Test
  void barThatIsMissingIsDescribedAsNone() {
    CategoryChart bars = new CategoryChartBuilder().title("Times").build();
    bars.addSeries("lab", List.of("a", "b"), Arrays.asList(2, null));

    assertThat(Views.of(bars).text()).isEqualTo("Chart: Times. lab: a 2, b none.");
  }

  /** In them darkness means ink, or a large value. */
  @Test
  void chartsAreMarkedForDarkPagesAndOtherPicturesAreNot() throws IOException {
    XYChart chart = Curves.loss("Fit", history.table());
    String mark = "class=\"digitlab-chart\"";

    assertThat(Views.of(chart).html()).contains(mark);
    assertThat(PictureView.draft(chart).html()).contains(mark);
    assertThat(Views.of(Panels.of(1, List.of(chart))).html()).contains(mark);
    assertThat(Views.of(DigitGrid.first(RealDigits.first(3, 1).train(), 1, 3)).html())
        .doesNotContain(mark);
    assertThat(Views.of(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB)).html())
        .doesNotContain(mark);
    assertThat(
            Files.readString(
                Path.of("../tools/jupyter/labextensions/digitlab/static/digitlab.css")))
        .contains("[data-jp-theme-light=\"false\"] .digitlab-chart");
  }

  @Test
  void imageIsShownInItsOwnSize() {
    View view = Views.of(new BufferedImage(28, 20, BufferedImage.TYPE_INT_ARGB));

    assertThat(view.html()).contains("width=\"28\" height=\"20\"");
    assertThat(view.text()).isEqualTo("An image of 28 × 20 pixels");
  }

  @Test
  void historyIsATable() {
    View view = Views.of(history);

    assertThat(view.html()).contains("<table").contains(">val_accuracy<").contains(">0.9100<");
    assertThat(view.text()).contains("Training history").contains("0.91");
  }

  /** Where nothing says so, an empty cell could be anything. */
  @Test
  void historyOfADivergedTrainingHasNoEmptyCell() {
    List<Epoch> epochs =
        List.of(
            new Epoch(1, 2.3, 0.1, 1e30, 0.1, 1, 1),
            new Epoch(2, Double.POSITIVE_INFINITY, 0.1, Double.NaN, 0.1, 1, 1));

    View view = Views.of(new History(epochs, history.conditions()));

    assertThat(view.html()).contains(">Infinity<", ">NaN<").doesNotContain("\"></td>");
    assertThat(view.text()).contains("Infinity", "NaN");
  }

  /** The axis has the name from the table. */
  @Test
  void curvesOfAHistoryNameItsLoss() {
    History.Conditions regression =
        new History.Conditions("stock", 2, 32, "", "", "mean squared error", true);

    View view = Views.of(Curves.loss("Fit", new History(history.epochs(), regression).table()));

    assertThat(view.text()).startsWith("Chart: Fit. loss (mean squared error) against epoch.");
  }

  @Test
  void historyOfACappedRunSaysSo() {
    String caps = "Capped run: at most 1 epoch.";
    View view =
        Views.of(new History(history.epochs(), new History.Conditions("helpers", 2, 32, caps, "")));

    assertThat(view.html()).startsWith("<pre>" + caps + "</pre>").contains("<table");
    assertThat(view.text()).startsWith(caps);
  }

  @Test
  void historySaysWhatChangedOnTheWay() {
    String remark = "With one thread from batch 41 of epoch 1 on: the machine had become busy.";
    View view =
        Views.of(
            new History(history.epochs(), new History.Conditions("helpers", 2, 32, "", remark)));

    assertThat(view.html()).startsWith("<pre>" + remark + "</pre>").contains("<table");
  }

  @Test
  void evaluationHasARowForEachClassAndOneForAll() {
    Evaluation evaluation = new Evaluation(3);
    evaluation.eval(
        Nd4j.createFromArray(new float[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0, 0, 1}}),
        Nd4j.createFromArray(
            new float[][] {{.8f, .1f, .1f}, {.1f, .8f, .1f}, {.1f, .1f, .8f}, {.8f, .1f, .1f}}));

    View view = Views.of(evaluation);

    assertThat(view.html())
        .contains("<caption style=\"text-align: left\">Evaluation: accuracy 0.7500</caption>")
        .contains(">mean, all<");
    assertThat(view.html().split("<tr>")).hasSize(1 + 1 + 4);
  }

  @Test
  void arrayIsShownByItsFirstElementsAndItsLength() {
    assertThat(Views.of(new int[] {7, 2, 1}).text()).isEqualTo("[7, 2, 1]");
    assertThat(Views.of(IntStream.range(0, 10_000).toArray()).text())
        .startsWith("[0, 1, 2, 3,")
        .endsWith(" 18, 19, … (10,000 in all)]");
    assertThat(Views.of(new float[][] {{0.5f, 1}, {2}}).text()).isEqualTo("[[0.5, 1.0],\n [2.0]]");
  }

  @Test
  void comparisonSeedStudyAndCalibrationAreTheirTables(@TempDir Path directory) {
    Mnist data = RealDigits.first(320, 100);

    assertThat(Views.of(SmallComparisons.comparison(directory, data)).html())
        .contains("<table", ">seconds per epoch</th>", ">two</th>");
    assertThat(Views.of(SmallComparisons.seedStudy(directory, data)).html())
        .contains("<table", "Test accuracy over 2 seeds", ">regression</th>");
    assertThat(
            Views.of(
                    Calibration.of(Nd4j.createFromArray(new float[][] {{.8f, .2f}}), new int[] {0}))
                .html())
        .contains("<table", "Confidence and accuracy", ">0.8000</");
  }

  @Test
  void viewStaysAsItIs() {
    View view = new View("<b>x</b>", "x");

    assertThat(Views.of(view)).isEqualTo(view);
  }

  @Test
  void anythingElseIsEscapedText() {
    View view = Views.of(List.of("<script>alert(1)</script>"));

    assertThat(view.text()).isEqualTo("[<script>alert(1)</script>]");
    assertThat(view.html()).startsWith("<pre>").doesNotContain("<script>");
  }

  @Test
  void nothingIsShownAsNull() {
    assertThat(Views.of(null).text()).isEqualTo("null");
  }

  @Test
  void chartThatCannotBeDrawnIsAShortText() {
    View view = Views.of(failing(new IllegalStateException("no room")));

    assertThat(view.text()).endsWith(" cannot be shown: IllegalStateException: no room");
    assertThat(view.html()).startsWith("<pre>").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        AssertionError.class,
        InternalError.class,
        StackOverflowError.class,
        NoClassDefFoundError.class,
        OutOfMemoryError.class
      })
  void errorWhileDrawingIsAShortText(Class<? extends Error> type)
      throws ReflectiveOperationException {
    View view = Views.of(failing(type.getConstructor().newInstance()));

    assertThat(view.text()).endsWith(" cannot be shown: " + type.getSimpleName());
  }

  @Test
  void valueWithoutATextOfItsOwnIsAShortText() {
    Object failing =
        new Object() {
          @Override
          public String toString() {
            throw new AssertionError("no text");
          }
        };

    assertThat(Views.of(failing).text())
        .isEqualTo("This object cannot be shown: AssertionError: no text");
  }

  @Test
  void valueWhoseTextIsMissingIsShownAsNull() {
    Object nameless =
        new Object() {
          @Override
          public String toString() {
            return null;
          }
        };

    assertThat(Views.of(nameless).text()).isEqualTo("null");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"``, \"\"", "`  `, \"  \"", "`\t\r\n`, \"\\t\\r\\n\"", "` a `, ` a `"})
  void blankTextIsShownInQuotes(String text, String shown) {
    assertThat(Views.of(text).text()).isEqualTo(shown);
    assertThat(Views.of(new StringBuilder(text)).text()).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {"``, an empty", "` \n`, a blank"})
  void valueThatDescribesItselfByNothingSaysSo(String text, String kind) {
    Object wordless =
        new Object() {
          @Override
          public String toString() {
            return text;
          }
        };

    assertThat(Views.of(wordless).text())
        .isEqualTo("This object is described by %s text.".formatted(kind));
  }

  @Test
  void networkThatIsNotInitialisedSaysWhatToCall() {
    View view = Views.of(new MultiLayerNetwork(Architectures.lenet5(1)));

    assertThat(view.text()).isEqualTo("The network has no weights yet: call network.init() first.");
  }

  @Test
  void networkWithAWindowThatDoesNotFitSaysWhichOne() {
    MultiLayerNetwork network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .list()
                .layer(new SubsamplingLayer.Builder().kernelSize(28, 28).stride(28, 28).build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(2).build())
                .layer(new OutputLayer.Builder().nOut(10).build())
                .setInputType(InputType.convolutional(28, 28, 1))
                .build());
    network.init();

    assertThat(Views.of(network).text())
        .startsWith("Layer 2: a 3 × 3 window does not fit into 1 × 1.");
  }

  private static XYChart failing(Throwable fault) {
    return new XYChart(new XYChartBuilder()) {
      @Override
      public void paint(Graphics2D pen, int width, int height) {
        ViewsTest.<RuntimeException>raise(fault);
      }
    };
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable fault) throws T {
    throw (T) fault;
  }

  private static BufferedImage png(View view) throws IOException {
    Matcher source = PNG.matcher(view.html());
    assertThat(source.find()).isTrue();
    return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(source.group(1))));
  }
}
