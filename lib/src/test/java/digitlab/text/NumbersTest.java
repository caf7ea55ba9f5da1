package digitlab.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({"0, '0'", "999, '999'", "61706, '61,706'", "-1875, '-1,875'"})
  void countsHaveSeparators(long value, String written) {
    assertThat(Numbers.count(value)).isEqualTo(written);
  }

  @Test
  void oneThingIsNoPlural() {
    assertThat(Numbers.count(1, "epoch")).isEqualTo("1 epoch");
    assertThat(Numbers.count(0, "epoch")).isEqualTo("0 epochs");
    assertThat(Numbers.count(60_000, "image")).isEqualTo("60,000 images");
  }

  @ParameterizedTest
  @CsvSource({
    "0.98642, 0.9864",
    "1, 1.0000",
    "0, 0.0000",
    "2.302585, 2.3026",
    "-0.5, -0.5000",
    "0.000123, 0.0001"
  })
  void measuresHaveFourDecimals(double value, String written) {
    assertThat(Numbers.measure(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "33.318421, '33.32'",
    "255, '255.0'",
    "1234.56, '1,234.6'",
    "1000000, '1,000,000'",
    "-120.46, '-120.5'"
  })
  void largeMeasuresHaveFewerDecimals(double value, String written) {
    assertThat(Numbers.measure(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({"0.00001234, 1.2e-05", "-0.00000025, -2.5e-07"})
  void measuresThatFourDecimalsWouldHideHaveAnExponent(double value, String written) {
    assertThat(Numbers.measure(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "1e19, 1e+19",
    "3.4e25, 3.4e+25",
    "-1e30, -1e+30",
    "1e300, 1e+300",
    "4.0265318e20, 4.027e+20",
    "1234567890123.4, 1.235e+12",
    "9.9999e14, 1e+15",
    "1.7976931348623157E308, 1.798e+308",
    "999999999999, '999,999,999,999'",
    "-123456789012.34, '-123,456,789,012.3'"
  })
  void measuresThatAreTooLargeToReadHaveAnExponent(double value, String written) {
    assertThat(Numbers.measure(value)).isEqualTo(written);
    assertThat(Numbers.named("loss", value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "1e19, 1e+19",
    "-9.3e18, -9.3e+18",
    "123456789012, '123,456,789,012'",
    "4.9e-324, 4.9e-324",
    "1e12, 1e+12"
  })
  void numberThatMayCountIsNoneWhereItIsTooLarge(double value, String written) {
    assertThat(Numbers.countOrMeasure(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "1.5e13, 1.5e+13",
    "0.003, 0.0030",
    "0.00003, 3.0e-05",
    "-0.004, -0.0040",
    "Infinity, Infinity",
    "NaN, NaN"
  })
  void amountsThatOneDecimalWouldHideAreMeasures(double value, String written) {
    assertThat(Numbers.amount(value)).isEqualTo(written);
  }

  @Test
  void zeroHasNoSign() {
    assertThat(Numbers.measure(-0.0)).isEqualTo("0.0000");
    assertThat(Numbers.amount(-0.0)).isEqualTo("0.00");
    assertThat(Numbers.countOrMeasure(-0.0)).isEqualTo("0");
  }

  @Test
  void wholeNumberThatADoubleCannotTellFromItsNeighbourIsNotExact() {
    assertThat(Numbers.isExactlyWhole(9007199254740992.0)).isTrue();
    assertThat(Numbers.isExactlyWhole(9007199254740994.0)).isFalse();
    assertThat(Numbers.isExactlyWhole(-1e19)).isFalse();
    assertThat(Numbers.isExactlyWhole(0.5)).isFalse();
    assertThat(Numbers.isExactlyWhole(Double.NEGATIVE_INFINITY)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1e25, 1.00e+25",
    "-3.456e-20, −3.46e-20",
    "0.00012, 0.000120",
    "Infinity, Infinity",
    "-Infinity, −Infinity",
    "NaN, NaN"
  })
  void endsOfAScaleAreNeverLong(double value, String written) {
    assertThat(Numbers.threeDigits(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource({
    "12.4069, '12.4'",
    "0.3591, '0.36'",
    "6, '6.0'",
    "0, '0.00'",
    "3661.26, '3,661.3'",
    "0.742408, '0.74'"
  })
  void secondsAndMegabytesHaveTwoDigitsOrThree(double value, String written) {
    assertThat(Numbers.amount(value)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"seconds", "val_seconds", "seconds per epoch", "memory in MB", "milliseconds"})
  void columnWithAUnitHoldsAmounts(String column) {
    assertThat(Numbers.named(column, 12.4069)).isEqualTo("12.4");
  }

  @ParameterizedTest
  @ValueSource(strings = {"loss", "val_accuracy", "mean accuracy", "p value", "second network"})
  void anyOtherColumnHoldsMeasures(String column) {
    assertThat(Numbers.named(column, 0.3591)).isEqualTo("0.3591");
  }

  @Test
  void pValueInASentenceIsNeverZero() {
    assertThat(Numbers.pValue(0.03546)).isEqualTo("p = 0.0355");
    assertThat(Numbers.pValue(1)).isEqualTo("p = 1.0000");
    assertThat(Numbers.pValue(0.0001)).isEqualTo("p = 0.0001");
    assertThat(Numbers.pValue(0.0000999)).isEqualTo("p < 0.0001");
  }

  @Test
  void numberThatMayCountIsWholeWhereItCanBe() {
    assertThat(Numbers.countOrMeasure(5923)).isEqualTo("5,923");
    assertThat(Numbers.countOrMeasure(0.5)).isEqualTo("0.5000");
  }

  @Test
  void whatIsNoNumberIsNoCount() {
    assertThat(Numbers.measure(Double.POSITIVE_INFINITY)).isEqualTo("Infinity");
    assertThat(Numbers.measure(Double.NaN)).isEqualTo("NaN");
    assertThat(Numbers.countOrMeasure(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
  }

  @Test
  void endsOfAScaleHaveThreeSignificantDigits() {
    assertThat(Numbers.threeDigits(0.5)).isEqualTo("0.500");
    assertThat(Numbers.threeDigits(-0.01234)).isEqualTo("−0.0123");
    assertThat(Numbers.threeDigits(1234.4)).isEqualTo("1,234");
    assertThat(Numbers.threeDigits(0)).isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de-DE", "tr-TR", "hi-IN-u-nu-deva", "ar-EG"})
  void languageOfTheMachineDoesNotMatter(String language) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(language));
    try {
      assertThat(Numbers.measure(0.9864)).isEqualTo("0.9864");
      assertThat(Numbers.amount(1234.5)).isEqualTo("1,234.5");
      assertThat(Numbers.count(61706)).isEqualTo("61,706");
    } finally {
      Locale.setDefault(before);
    }
  }
}
