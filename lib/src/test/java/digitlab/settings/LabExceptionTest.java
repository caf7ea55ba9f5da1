package digitlab.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LabExceptionTest {
  /** A notebook's kernel prints the frames below the message. */
  @Test
  void stackTraceBeginsOutsideTheLibrary() {
    StackTraceElement[] trace = new LabException("The file is missing.").getStackTrace();

    assertThat(trace).isNotEmpty();
    assertThat(trace[0].getClassName()).doesNotStartWith("digitlab.");
  }
}
