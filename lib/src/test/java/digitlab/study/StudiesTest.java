package digitlab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import digitlab.model.Architectures;
import org.junit.jupiter.api.Test;

class StudiesTest {
  /** The figures once more, as they were published: a slip in the data does not go unseen. */
  @Test
  void resultsAreThePublishedOnes() {
    assertThat(Studies.all())
        .extracting(Study::notebook, Study::accuracy, Study::loss)
        .containsExactly(
            tuple("03", 0.9864, Double.NaN),
            tuple("04", 0.9799, Double.NaN),
            tuple("05", 0.9834, Double.NaN),
            tuple("07", 0.9926, 0.0417),
            tuple("08", 0.9887, 0.03516),
            tuple("09", 0.97, Double.NaN),
            tuple("10", 0.9886, 0.0410));
  }

  @Test
  void everyStudyHasItsNetwork() {
    assertThat(Studies.all())
        .extracting(Study::architecture)
        .containsExactlyElementsOf(Architectures.all());
  }

  /** What is not known is said, too. */
  @Test
  void everySourceNamesAnAuthorOrSaysThatThereIsNone() {
    assertThat(Studies.all())
        .extracting(study -> study.source().citation())
        .allMatch(
            it ->
                it.matches("A\\. Audevart.*") || it.contains("not stated") || it.contains("2019"));
  }

  @Test
  void studyIsFoundByItsNetwork() {
    assertThat(Studies.of("lenet5").notebook()).isEqualTo("05");
    assertThatThrownBy(() -> Studies.of("alexnet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "There is no study of a network \"alexnet\", only of [max-pooling,");
  }
}
