package digitlab.backend;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.model.Architectures;
import digitlab.testing.OneDnnPlatform;
import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeLibraryTest {
  private static final String PROPERTY = "org.eclipse.deeplearning4j.helpers.disable";

  private final String before = System.getProperty(PROPERTY);
  private final int threads = NativeLibrary.threads();

  @AfterEach
  void restore() {
    System.setProperty(PROPERTY, before);
    NativeLibrary.useThreads(threads);
  }

  @Test
  @OneDnnPlatform
  void oneDnnIsThere() {
    assertThat(NativeLibrary.hasOneDnn()).isTrue();
    assertThat(org.nd4j.nativeblas.Nd4jCpu.Environment.getInstance().isUseMKLDNN()).isTrue();
  }

  @Test
  @OneDnnPlatform
  void convolutionsAndPoolingsRunInOneDnn() {
    NativeLibrary.useHelpers(true);

    assertThat(NativeLibrary.helpersOn()).isTrue();
    assertThat(layersWithHelper(Architectures.maxPooling(1))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(layersWithHelper(Architectures.averagePooling(1))).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(layersWithHelper(Architectures.lenet5(1))).containsExactly(0, 1, 2, 3);
  }

  @Test
  void withoutHelpersNoLayerRunsInOneDnn() {
    NativeLibrary.useHelpers(false);

    assertThat(NativeLibrary.helpersOn()).isFalse();
    assertThat(layersWithHelper(Architectures.maxPooling(1))).isEmpty();
  }

  @Test
  @OneDnnPlatform
  void helpersAreOnUnlessSomebodyChose() {
    System.clearProperty(PROPERTY);
    NativeLibrary.prepare();
    assertThat(NativeLibrary.helpersOn()).isTrue();

    NativeLibrary.useHelpers(false);
    NativeLibrary.prepare();
    assertThat(NativeLibrary.helpersOn()).isFalse();
  }

  @Test
  void numberOfThreadsCanBeSet() {
    NativeLibrary.useThreads(1);

    assertThat(NativeLibrary.threads()).isEqualTo(1);
    assertThat(NativeLibrary.stepThreads()).isEqualTo(1);
  }

  private static List<Integer> layersWithHelper(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    List<Integer> numbers = new ArrayList<>();
    Layer[] layers = network.getLayers();
    for (int i = 0; i < layers.length; i++) {
      if (layers[i].getHelper() != null) {
        numbers.add(i);
      }
    }
    return numbers;
  }
}
