package digitlab.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MomentTest {
  @Test
  void timeLeftCountsTheRestOfThisEpochAndTheFollowing() {
    Progress.Moment halfOfTheSecondOfThree =
        new Progress.Moment(2, 3, 50, 100, 0.5, 0.9, 1_600, 10);

    assertThat(halfOfTheSecondOfThree.secondsLeft()).isEqualTo(30);
    assertThat(halfOfTheSecondOfThree.imagesPerSecond()).isEqualTo(160);
  }

  @Test
  void nothingIsLeftAfterTheLastBatch() {
    assertThat(new Progress.Moment(3, 3, 100, 100, 0.5, 0.9, 3_200, 20).secondsLeft()).isZero();
  }

  @Test
  void timeLeftIsUnknownWithoutTheNumberOfBatches() {
    assertThat(new Progress.Moment(1, 3, 50, 0, 0.5, 0.9, 1_600, 10).secondsLeft()).isNaN();
  }

  @Test
  void noTimeIsNoSpeed() {
    assertThat(new Progress.Moment(1, 1, 1, 1, 0.5, 0.9, 32, 0).imagesPerSecond()).isZero();
  }
}
