package digitlab.notebook;

import java.util.Locale;

/** Numbers as they are written in tables and in descriptions: the same in both. */
final class Numbers {
  private Numbers() {}

  /** A whole number with separators. */
  static String whole(double value) {
    return String.format(Locale.ROOT, "%,d", (long) value);
  }

  /** A measured number with four significant places or so. */
  static String measured(double value) {
    if (Double.isInfinite(value)) {
      return Double.toString(value);
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size >= 1000) {
      return whole(value);
    }
    if (size >= 100) {
      return String.format(Locale.ROOT, "%,.1f", value);
    }
    return size != 0 && size < 1e-3
        ? String.format(Locale.ROOT, "%.2e", value)
        : String.format(Locale.ROOT, "%.4f", value);
  }

  /** A number that may count or measure something. */
  static String either(double value) {
    return isWhole(value) ? whole(value) : measured(value);
  }

  /** A place on an axis: whole where it can be. */
  static String place(double value) {
    return isWhole(value) ? whole(value) : String.format(Locale.ROOT, "%,.4f", value);
  }

  private static boolean isWhole(double value) {
    return value == Math.rint(value) && Double.isFinite(value);
  }
}
