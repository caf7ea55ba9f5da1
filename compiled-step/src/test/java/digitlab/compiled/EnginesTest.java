package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnginesTest {
  @AfterEach
  void forceNone() {
    Engines.forceNone();
  }

  @Test
  void aForcedEngineComputesAndIsRecorded() {
    Engines.force(Engines.PORTABLE);
    MultiLayerNetwork network = LeNet.network();
    try (CompiledStep step = LeNet.compiled(network, 8)) {
      assertThat(step.way()).isEqualTo("compiled (portable)");
    }
    assertThat(Engines.name()).isEqualTo("portable");
  }

  @Test
  void withoutForceTheMachineDecides() {
    assertThat(Engines.name())
        .isEqualTo(Engines.whyNotOneDnn().isEmpty() ? Engines.ONEDNN : Engines.PORTABLE);
  }

  @Test
  void anUnknownEngineNamesThoseThatThereAre() {
    assertThatThrownBy(() -> Engines.force("cuda"))
        .hasMessage("There is no engine \"cuda\": there are oneDNN and portable.");
  }
}
