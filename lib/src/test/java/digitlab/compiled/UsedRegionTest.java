package digitlab.compiled;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.model.Architectures;
import org.assertj.core.data.Percentage;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What a network does not read of an image, the plan leaves out, and nothing more. */
class UsedRegionTest {
  private static long[] seen(MultiLayerConfiguration configuration) {
    return NetworkCompiler.compile(TestNetworks.start(configuration), TestNetworks.IMAGE)
        .usedRegion()
        .shape();
  }

  @Test
  void threeFloorPoolingsLeaveTheLastSixRowsAndColumnsUnread() {
    assertThat(seen(Architectures.maxPooling(1))).containsExactly(1, 22, 22);
    assertThat(seen(Architectures.averagePooling(1))).containsExactly(1, 22, 22);
  }

  @Test
  void networksWhosePoolingsFitReadTheWholeImage() {
    assertThat(seen(Architectures.lenet5(1))).containsExactly(1, 28, 28);
    assertThat(seen(Architectures.wideWithDropout(1))).containsExactly(1, 28, 28);
    assertThat(seen(Architectures.fivePredictions(1))).containsExactly(1, 28, 28);
  }

  /** Its means and variances are those of all positions, read by a later layer or not. */
  @Test
  void batchNormalisationOfImagesReadsTheWholeImage() {
    assertThat(seen(Architectures.batchNormalised(1))).containsExactly(1, 28, 28);
  }

  /** The measure is Deeplearning4j, which computes everything. */
  @Test
  void whatIsLeftOutHasNoInfluenceInDeeplearning4jEither() {
    MultiLayerNetwork network = TestNetworks.start(Architectures.averagePooling(1));
    DataSet batch = TestNetworks.batches(network, 1, 8).get(0);
    double loss = network.score(batch);
    var edge = NDArrayIndex.interval(22, 28);
    var all = NDArrayIndex.all();
    batch.getFeatures().put(new org.nd4j.linalg.indexing.INDArrayIndex[] {all, all, edge, all}, 1);
    batch.getFeatures().put(new org.nd4j.linalg.indexing.INDArrayIndex[] {all, all, all, edge}, 1);
    assertThat(network.score(batch)).isEqualTo(loss);
    try (CompiledStep step = TestNetworks.compiled(network, TestNetworks.IMAGE, 8)) {
      assertThat(step.take(batch).loss()).isCloseTo(loss, Percentage.withPercentage(1e-4));
    }
    batch.getFeatures().put(new org.nd4j.linalg.indexing.INDArrayIndex[] {all, all, edge, all}, 0);
    batch.getFeatures().putScalar(0, 0, 21, 21, 5);
    assertThat(network.score(batch)).as("the last pixel that is read").isNotEqualTo(loss);
  }

  @Test
  void theSeenPartOfSomeImagesIsTheirUpperLeftCorner() {
    float[] images =
        Nd4j.arange(0, 3 * 2 * 3 * 4).castTo(Nd4j.defaultFloatingPointType()).toFloatVector();
    UsedRegion usedRegion = new UsedRegion(new long[] {2, 3, 4}, 2, 3);
    assertThat(usedRegion.of(images, 1, 1))
        .containsExactly(24, 25, 26, 28, 29, 30, 36, 37, 38, 40, 41, 42);
    assertThat(UsedRegion.whole(new long[] {4}).of(images, 2, 1)).containsExactly(8, 9, 10, 11);
  }
}
