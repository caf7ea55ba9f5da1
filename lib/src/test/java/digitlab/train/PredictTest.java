package digitlab.train;

import static digitlab.testing.SmallNetworks.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import digitlab.backend.NativeLibrary;
import digitlab.data.Batches;
import digitlab.data.Digits;
import digitlab.model.Architectures;
import digitlab.testing.RealDigits;
import java.util.List;
import org.deeplearning4j.datasets.iterator.ExistingDataSetIterator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** What a network says to a whole set, computed by the trainer. */
class PredictTest {
  /** 50 images are two full batches and one of ten. */
  private final Digits digits = RealDigits.first(1, 50).test();

  @AfterEach
  void compiledAgain() {
    NativeLibrary.useCompiled(true);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theyAreTheNetworksOwnOutput(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = start(Architectures.lenet5(1));

    INDArray probabilities = Trainer.of(network).predict(Batches.inOrder(digits, 20));

    INDArray own = network.output(Batches.inOrder(digits, 20));
    assertThat(probabilities.shape()).containsExactly(50, 10);
    assertThat(probabilities.equalsWithEps(own, 1e-5)).isTrue();
  }

  /** The labels are one-hot, the network wants integers: nobody asks for them. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void labelsDoNotMatter(boolean compiled) {
    NativeLibrary.useCompiled(compiled);
    MultiLayerNetwork network = start(Architectures.paddedLenet5(1));

    INDArray probabilities = Trainer.of(network).predict(Batches.inOrder(digits, 20));

    assertThat(probabilities.sum(1).sub(1).amaxNumber().doubleValue()).isLessThan(1e-5);
  }

  @Test
  void setIsReadFromItsStartEveryTime() {
    Trainer trainer = Trainer.of(start(Architectures.lenet5(1)));
    Batches batches = Batches.inOrder(digits, 20);
    batches.next();

    INDArray first = trainer.predict(batches);

    assertThat(first.size(0)).isEqualTo(50);
    assertThat(trainer.predict(batches)).isEqualTo(first);
  }

  @Test
  void networkDoesNotLearn() {
    MultiLayerNetwork network = start(Architectures.batchNormalised(1));
    INDArray before = network.params().dup();

    Trainer.of(network).predict(Batches.inOrder(digits, 20));

    assertThat(network.params()).isEqualTo(before);
    assertThat(network.getIterationCount()).isZero();
  }

  @Test
  void setWithoutABatchIsRefused() {
    Trainer trainer = Trainer.of(start(Architectures.lenet5(1)));

    assertThatThrownBy(() -> trainer.predict(new ExistingDataSetIterator(List.<DataSet>of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The iterator has no batch.");
  }
}
