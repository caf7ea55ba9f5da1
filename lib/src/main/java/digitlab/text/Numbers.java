package digitlab.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** Numbers as people write them, and the same on every machine, whatever its language. */
public final class Numbers {
  /** Names of columns and series that hold an amount of a unit. */
  private static final Pattern AMOUNTS = Pattern.compile("seconds|\\bMB\\b");

  /** Four decimals show nothing of a smaller one. */
  private static final double SMALLEST = 1e-4;

  /** From here on nobody counts the digits. */
  private static final double LARGEST = 1e12;

  /** A double tells neighbouring whole numbers apart up to here. */
  private static final double LARGEST_EXACT = 1L << 53;

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
   * {@code 0.9864}, {@code 33.32}, {@code 1,234.6}; what is too small or too large for that has an
   * exponent: {@code 1.2e-05}, {@code 3.4e+25}.
   */
  public static String measure(double value) {
    double size = Math.abs(value);
    if (size >= LARGEST) {
      return large(value);
    }
    if (isWhole(value) && size >= 1000) {
      return count((long) value);
    }
    if (size >= 10) {
      return format(size >= 100 ? "%,.1f" : "%.2f", value);
    }
    return format(size != 0 && size < SMALLEST ? "%.1e" : "%.4f", positiveZero(value));
  }

  /**
   * Seconds, megabytes: one decimal, two below 1: {@code 12.4}, {@code 0.36}; as a measure where
   * that would show nothing.
   */
  public static String amount(double value) {
    double size = Math.abs(value);
    if (size >= LARGEST || size != 0 && size < 0.005) {
      return measure(value);
    }
    return format(size < 1 ? "%.2f" : "%,.1f", positiveZero(value));
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
    return isWhole(value) && Math.abs(value) < LARGEST ? count((long) value) : measure(value);
  }

  /** Whether a number is whole, and small enough to be the number that was meant. */
  public static boolean isExactlyWhole(double value) {
    return isWhole(value) && Math.abs(value) <= LARGEST_EXACT;
  }

  /** Three significant digits, for the ends of a scale; the minus sign is a true one. */
  public static String threeDigits(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    int places = Math.max(0, 2 - (int) Math.floor(Math.log10(size)));
    boolean isPlain = size >= SMALLEST && size < LARGEST || !Double.isFinite(value);
    return minus(format(isPlain ? "%,." + places + "f" : "%.2e", value));
  }

  /** Only the number's own sign, not that of its exponent. */
  private static String minus(String number) {
    return number.startsWith("-") ? "−" + number.substring(1) : number;
  }

  /** At most four significant digits, without zeros at their end: {@code 1e+19}. */
  private static String large(double value) {
    return format("%.3e", value).replaceFirst("\\.?0*e", "e");
  }

  private static double positiveZero(double value) {
    return value == 0 ? 0 : value;
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Double.isFinite(value);
  }

  private static String format(String pattern, Object value) {
    return String.format(Locale.ROOT, pattern, value);
  }
}
