package digitlab.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as people write them, and the same on every machine, whatever its language. */
public final class Numbers {
  /** Names of columns and series that hold an amount of a unit. */
  private static final Pattern AMOUNTS = Pattern.compile("seconds|\\bMB\\b");

  /** Four decimals show nothing of a smaller one. */
  private static final double SMALLEST = 1e-4;

  private Numbers() {}

  /** A count of images, parameters or the like, with separators: {@code 61,706}. */
  public static String count(long value) {
    return format("%,d", value);
  }

  /** A count with what is counted: {@code 1 epoch}, {@code 5 epochs}. */
  public static String count(long value, String thing) {
    return count(value) + " " + thing + (value == 1 ? "" : "s");
  }

  /**
   * An accuracy, a loss, a probability or any other measure. Four decimals, fewer from 10 on:
   * {@code 0.9864}, {@code 33.32}, {@code 1,234.6}.
   */
  public static String measure(double value) {
    double size = Math.abs(value);
    if (Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (isWhole(value) && size >= 1000) {
      return count((long) value);
    }
    if (size >= 10) {
      return format(size >= 100 ? "%,.1f" : "%.2f", value);
    }
    return format(size != 0 && size < SMALLEST ? "%.1e" : "%.4f", value);
  }

  /** Seconds, megabytes: one decimal, two below 1: {@code 12.4}, {@code 0.36}. */
  public static String amount(double value) {
    return format(Math.abs(value) < 1 ? "%.2f" : "%,.1f", value);
  }

  /** A <i>p</i> value in a sentence: {@code p = 0.0355} or {@code p < 0.0001}. */
  public static String pValue(double value) {
    return value < SMALLEST ? "p < 0.0001" : format("p = %.4f", value);
  }

  /**
   * A number in a column of a table or in a series of a chart: an amount where the name has a unit,
   * such as {@code seconds per epoch}, else a measure.
   */
  public static String named(String name, double value) {
    return AMOUNTS.matcher(name).find() ? amount(value) : measure(value);
  }

  /** A number that may count or measure something, or a place on an axis: whole where it can be. */
  public static String countOrMeasure(double value) {
    return isWhole(value) ? count((long) value) : measure(value);
  }

  /** Three significant digits, for the ends of a scale; the minus sign is a true one. */
  public static String threeDigits(double value) {
    if (value == 0) {
      return "0";
    }
    int places = Math.max(0, 2 - (int) Math.floor(Math.log10(Math.abs(value))));
    return format("%,." + places + "f", value).replace('-', '−');
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Double.isFinite(value);
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
