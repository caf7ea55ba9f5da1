package digitlab.batch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

class ClassesTest {
  @Test
  void classIsThePlaceOfTheLargestNumberTheFirstOfSeveral() {
    assertThat(Classes.of(new float[] {0.1f, 0.7f, 0.2f})).isEqualTo(1);
    assertThat(Classes.of(new float[] {0.4f, 0.2f, 0.4f})).isZero();
    assertThat(Classes.of(new float[] {9, 9, 1, 3, 2}, 2, 3)).isEqualTo(1);
  }

  @Test
  void rowsMayBeProbabilitiesOrClasses() {
    assertThat(Classes.of(Nd4j.createFromArray(new float[][] {{0.9f, 0.1f}, {0.2f, 0.8f}})))
        .containsExactly(0, 1);
    assertThat(Classes.of(Nd4j.createFromArray(new float[][] {{7}, {3}}))).containsExactly(7, 3);
  }

  @Test
  void plainBatchBecomesADataSetInBothForms() {
    Batch batch =
        new Batch(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new long[] {1, 2, 2}, new int[] {2, 0}, 3);

    assertThat(batch.dataSet().getFeatures().shape()).containsExactly(2, 1, 2, 2);
    assertThat(batch.dataSet().getLabels().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{0, 0, 1}, {1, 0, 0}});
    assertThat(batch.dataSetWithIntegerLabels().getLabels().toFloatMatrix())
        .isDeepEqualTo(new float[][] {{2}, {0}});
  }
}
