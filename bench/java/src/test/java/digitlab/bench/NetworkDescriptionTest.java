package digitlab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.settings.LabException;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;

/** What the other systems of the bench are told about a network. */
class NetworkDescriptionTest {
  private static final Map<String, MultiLayerConfiguration> NETWORKS = BenchNetworks.all(1);

  @Test
  void namesTheThreeFirstNetworksFirst() {
    assertThat(NETWORKS.keySet()).startsWith("max-pooling", "average-pooling", "lenet5");
    assertThat(NETWORKS).hasSizeGreaterThanOrEqualTo(7);
  }

  @Test
  void describesEveryNetwork() {
    NETWORKS.forEach(
        (name, configuration) -> {
          List<Map<String, Object>> layers = NetworkDescription.layers(configuration);
          assertThat(layers).as(name).hasSize(configuration.getConfs().size());
          assertThat(layers.get(layers.size() - 1)).containsEntry("activation", "softmax");
        });
  }

  @Test
  void writesSamePaddingOut() {
    Map<String, Object> first = NetworkDescription.layers(NETWORKS.get("lenet5")).get(0);
    assertThat(first).containsEntry("type", "convolution").containsEntry("outputs", 6L);
    assertThat((int[]) first.get("padding")).containsExactly(2, 2);
  }

  @Test
  void tellsWhatWasFlattened() {
    List<Map<String, Object>> layers = NetworkDescription.layers(NETWORKS.get("lenet5"));
    assertThat(layers.get(4)).containsEntry("flatten", List.of(16L, 5L, 5L));
    assertThat(layers.get(5)).doesNotContainKey("flatten");
  }

  @Test
  void tellsTheShareThatIsDropped() {
    assertThat(NetworkDescription.layers(NETWORKS.get("wide-with-dropout")))
        .filteredOn(layer -> layer.get("type").equals("dropout"))
        .singleElement()
        .satisfies(layer -> assertThat((double) layer.get("dropped")).isBetween(0.1999, 0.2001));
  }

  @Test
  void namesALayerThatItDoesNotKnow() {
    MultiLayerConfiguration unknown =
        new NeuralNetConfiguration.Builder()
            .list()
            .layer(new LocalResponseNormalization.Builder().build())
            .layer(new OutputLayer.Builder().nIn(4).nOut(2).activation(Activation.SOFTMAX).build())
            .build();
    assertThatThrownBy(() -> NetworkDescription.layers(unknown))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("LocalResponseNormalization");
  }
}
