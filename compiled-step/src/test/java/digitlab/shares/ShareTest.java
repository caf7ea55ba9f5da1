package digitlab.shares;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShareTest {
  @Test
  void aBatchIsCutIntoSharesOfEightAndTheRest() {
    List<Share> shares = Share.of(20);

    assertThat(shares).containsExactly(new Share(0, 0, 8), new Share(1, 8, 8), new Share(2, 16, 4));
    assertThat(Share.images(shares)).isEqualTo(20);
  }

  @Test
  void aSmallBatchIsOneShare() {
    assertThat(Share.of(1)).containsExactly(new Share(0, 0, 1));
  }
}
