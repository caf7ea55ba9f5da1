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

  @Test
  void everySourceNamesAuthorsOrSaysThatNoneIsStated() {
    assertThat(Studies.all()).extracting(Study::source).allMatch(StudiesTest::saysWho);
  }

  /** The rule itself. */
  @Test
  void sourceThatNamesNobodyAndDoesNotSaySoIsFound() {
    assertThat(new Source("", "\"A CNN\"", "a blog post", "")).matches(it -> !saysWho(it));
    assertThat(new Source("A. Turing", "", "a blog post", "")).matches(it -> !saysWho(it));
    assertThat(new Source("", "", "a blog post (author not stated)", ""))
        .matches(it -> !saysWho(it));
    assertThat(new Source("A. Turing", "\"A CNN\"", "a blog post", ""))
        .matches(StudiesTest::saysWho);
  }

  private static boolean saysWho(Source source) {
    String start = source.authors().isEmpty() ? source.title() : source.authors() + ", ";
    return !source.title().isBlank()
        && source.citation().startsWith(start)
        && (!source.authors().isEmpty()
            || source.citation().matches(".*\\(author (and date )?not stated\\)"));
  }

  @Test
  void sourceReadsAsASentence() {
    assertThat(Studies.of("padded-lenet5").source())
        .hasToString(
            "A. Audevart, K. Banachewicz, L. Massaron, \"Machine Learning Using TensorFlow"
                + " Cookbook\", Packt, in an excerpt published online, \"Implementing a simple"
                + " CNN\"; its last three printed lines say 0.94, 0.96 and 0.97, its prose 96–97 %");
    assertThat(Studies.of("wide-with-dropout"))
        .hasToString(
            "Wide, with dropout, repeated in notebook 08; published: \"Building a CNN model in Keras"
                + " using MNIST dataset\", a blog post of 6 July 2019 (author not stated)");
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
