package digitlab.notebook;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.chart.Curves;
import java.awt.image.BufferedImage;
import java.util.ServiceLoader;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.DoubleColumn;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.Table;

class DigitLabExtensionTest {
  private final Renderer renderer = new Renderer();
  private final Table history =
      Table.create(
          "Training history",
          IntColumn.create("epoch", new int[] {1}),
          DoubleColumn.create("loss", new double[] {0.5}),
          DoubleColumn.create("val_loss", new double[] {0.25}));

  @BeforeEach
  void register() {
    DigitLabExtension.register(renderer);
  }

  @Test
  void jjavaFindsIt() {
    assertThat(ServiceLoader.load(Extension.class))
        .hasAtLeastOneElementOfType(DigitLabExtension.class);
  }

  @Test
  void lastValueOfACellIsShownAsHtmlWithTextAlong() {
    DisplayData shown = renderer.render(history);

    assertThat(shown.getData(MIMEType.TEXT_HTML)).asString().contains("<table>");
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).asString().contains("Training history");
  }

  @Test
  void everyKindOfChartIsAPicture() {
    XYChart chart = Curves.loss("Loss", history);

    assertThat(renderer.render(chart).getData(MIMEType.TEXT_HTML)).asString().contains("<img");
    assertThat(renderer.render(chart).getData(MIMEType.TEXT_PLAIN))
        .asString()
        .startsWith("Chart: Loss.");
  }

  @Test
  void imageIsDescribed() {
    DisplayData shown = renderer.render(new BufferedImage(28, 20, BufferedImage.TYPE_INT_RGB));

    assertThat(shown.getData(MIMEType.TEXT_HTML))
        .asString()
        .contains("alt=\"An image of 28 × 20 pixels\"");
  }

  @Test
  void viewIsRenderedForTheTypesThatTheScreenAsksFor() {
    DisplayData shown = renderer.renderAs(new View("<b>x</b>", "x"), "text/html", "text/plain");

    assertThat(shown.getData(MIMEType.TEXT_HTML)).isEqualTo("<b>x</b>");
    assertThat(shown.getData(MIMEType.TEXT_PLAIN)).isEqualTo("x");
  }

  @Test
  void textOfAnythingElseIsTheOnlyFormOfIt() {
    assertThat(renderer.render(42).getData(MIMEType.TEXT_PLAIN)).isEqualTo("42");
    assertThat(renderer.render(42).hasDataForType(MIMEType.TEXT_HTML)).isFalse();
    assertThat(renderer.render(new Object[0]).getData(MIMEType.TEXT_PLAIN))
        .asString()
        .startsWith("[Ljava.lang.Object;@");
  }

  @Test
  void valueThatCannotBeDescribedIsAShortText() {
    Object endless =
        new Object() {
          @Override
          public String toString() {
            return "then " + this;
          }
        };

    assertThat(renderer.render(endless).getData(MIMEType.TEXT_PLAIN))
        .isEqualTo("This object cannot be shown: StackOverflowError");
    assertThat(renderer.renderAs(endless, "text/html").getData(MIMEType.TEXT_PLAIN))
        .isEqualTo("This object cannot be shown: StackOverflowError");
  }
}
