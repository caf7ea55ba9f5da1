package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.compare.SmallComparisons;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.model.Summary;
import digitlab.testing.RealDigits;
import digitlab.testing.SmallNetworks;
import io.github.spencerpark.ijava.IJava;
import io.github.spencerpark.ijava.JavaKernel;
import io.github.spencerpark.jupyter.kernel.display.DisplayData;
import io.github.spencerpark.jupyter.kernel.display.Renderer;
import io.github.spencerpark.jupyter.kernel.display.mime.MIMEType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

/**
 * The last value of a cell under IJava: with its real renderer, from Maven Central, in a stand-in
 * for its kernel, which is not there.
 */
class IJavaRenderersTest {
  private static final Table TABLE =
      Table.create("Digits", IntColumn.create("digit", new int[] {7}));

  @TempDir Path directory;

  @AfterEach
  void end() {
    IJava.end();
  }

  @Test
  void lastValueIsShownAsHtmlWithTextAlong() {
    Renderer renderer = new Renderer();
    IJavaRenderers.register(renderer);

    DisplayData shown = renderer.render(TABLE);

    assertThat(shown.getData(MIMEType.TEXT_HTML)).asString().contains("<table>");
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("Digits\ndigit\n    7");
  }

  @Test
  void chartsNetworksComparisonsAndArraysAreShownAsUnderJJava() {
    Renderer renderer = new Renderer();
    IJavaRenderers.register(renderer);
    XYChart chart = new XYChartBuilder().title("Loss").build();
    chart.addSeries("training", new double[] {1, 2}, new double[] {0.5, 0.25});

    for (Object thing :
        List.of(
            chart,
            SmallNetworks.start(Architectures.lenet5(1)),
            Summary.of(SmallNetworks.start(Architectures.lenet5(1))),
            SmallComparisons.comparison(directory, RealDigits.first(320, 100)),
            new int[] {7, 2})) {
      View view = Views.of(thing);
      DisplayData shown = renderer.render(thing);
      assertThat(withoutPixels(shown.getData(MIMEType.TEXT_HTML)))
          .isEqualTo(withoutPixels(view.html()));
      assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo(view.text());
    }
  }

  /** XChart does not draw a chart twice in the same way. */
  private static String withoutPixels(Object html) {
    return html.toString().replaceAll("base64,[^\"]+", "");
  }

  @Test
  void loadingTheDigitsIsEnough() {
    JavaKernel kernel = IJava.start();
    assertThat(kernel.getRenderer().render(TABLE).hasDataForType(MIMEType.TEXT_HTML)).isFalse();

    Mnist.load();

    assertThat(kernel.getRenderer().render(TABLE).hasDataForType(MIMEType.TEXT_HTML)).isTrue();
  }

  @Test
  void showSendsTheTextAlongToo() {
    JavaKernel kernel = IJava.start();

    Notebook.show(TABLE);
    Notebook.show(TABLE);

    assertThat(kernel.displayed()).hasSize(2);
    for (DisplayData shown : kernel.displayed()) {
      assertThat(shown.getData(MIMEType.TEXT_HTML)).asString().contains("<table>");
      assertThat(shown.getData(MIMEType.TEXT_PLAIN)).asString().startsWith("Digits");
    }
  }

  @Test
  void everyKernelGetsThemOnce() {
    JavaKernel first = IJava.start();

    assertThat(IJavaRenderers.register(first)).isTrue();
    assertThat(IJavaRenderers.register(first)).isTrue();
    assertThat(first.renderersAskedFor()).isEqualTo(1);
    assertThat(IJavaRenderers.register(IJava.start())).isTrue();
  }

  @Test
  void anotherKernelIsLeftAsItIs() {
    assertThat(IJavaRenderers.register("not a kernel")).isFalse();
  }
}
