package digitlab.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OutcomeTest {
  @Test
  void lossIsWrittenAsPeopleWriteIt() {
    assertThat(new Step.Outcome(0.12345, 1_234)).hasToString("loss 0.1235, 1,234 right");
    assertThat(new Step.Outcome(3.4e25, 0)).hasToString("loss 3.400e+25, 0 right");
    assertThat(new EvaluationResult(1e30, 0.5, new int[2]))
        .hasToString("loss 1.000e+30, accuracy 0.5000 on 2 examples");
  }
}
