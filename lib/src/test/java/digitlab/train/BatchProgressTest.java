package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BatchProgressTest {
  @Test
  void timeLeftCountsTheRestOfThisEpochAndTheFollowing() {
    BatchProgress halfOfTheSecondOfThree = new BatchProgress(2, 3, 50, 100, 0.5, 0.9, 1_600, 10, 0);

    assertThat(halfOfTheSecondOfThree.secondsLeft()).isEqualTo(30);
    assertThat(halfOfTheSecondOfThree.imagesPerSecond()).isEqualTo(160);
  }

  @Test
  void nothingIsLeftAfterTheLastBatch() {
    assertThat(new BatchProgress(3, 3, 100, 100, 0.5, 0.9, 3_200, 20, 0).secondsLeft()).isZero();
  }

  @Test
  void timeLeftIsUnknownWithoutTheNumberOfBatches() {
    assertThat(new BatchProgress(1, 3, 50, 0, 0.5, 0.9, 1_600, 10, 0).secondsLeft()).isNaN();
  }

  @Test
  void noTimeIsNoSpeed() {
    assertThat(new BatchProgress(1, 1, 1, 1, 0.5, 0.9, 32, 0, 0).imagesPerSecond()).isZero();
  }
}
