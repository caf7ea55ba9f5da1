package digitlab.check;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.Callable;

/** Takes an answer for what it should be, or says in plain words what is there instead. */
final class Answers {
  private static final MathContext SHOWN = new MathContext(6);

  private Answers() {}

  /** An answer that is there at all. */
  static Object given(String name, Object answer) {
    boolean missing =
        answer == null
            || answer instanceof String text && text.isBlank()
            || answer instanceof Collection<?> list && list.isEmpty()
            || answer instanceof Double number && number.isNaN();
    if (missing) {
      throw new NotYetRight(
          name
              + " has no value yet. Answer the question above, run its cell, then run this one"
              + " again.");
    }
    return answer;
  }

  /** An answer of one kind; the kind in words a student knows: "a number". */
  static <T> T as(Class<T> type, String kind, String name, Object answer) {
    Object given = given(name, answer);
    if (!type.isInstance(given)) {
      throw new NotYetRight(
          "%s is of the type %s, but should be %s."
              .formatted(name, given.getClass().getSimpleName(), kind));
    }
    return type.cast(given);
  }

  static double number(String name, Object answer) {
    return as(Number.class, "a number", name, answer).doubleValue();
  }

  /** What the student's method returns. */
  static Object result(String call, Callable<?> method) {
    try {
      return method.call();
    } catch (NotYetRight e) {
      throw e;
    } catch (UnsupportedOperationException e) {
      throw new NotYetRight(
          call
              + " cannot be computed yet: the method is not written. Write it in the cell above,"
              + " run that cell, then this one again.");
    } catch (Exception | StackOverflowError e) {
      throw new NotYetRight("%s ended with an error: %s".formatted(call, e));
    }
  }

  /** A number as a person writes it: {@code 61,706}, {@code 0.996094} or {@code 3.4E+25}. */
  static String text(double number) {
    if (!Double.isFinite(number)) {
      return Double.toString(number);
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.format(Locale.ROOT, "%,.0f", number);
    }
    BigDecimal shown = new BigDecimal(number).round(SHOWN).stripTrailingZeros();
    boolean isPlain = Math.abs(number) >= 1e-6 && Math.abs(number) < 1e15;
    return isPlain ? shown.toPlainString() : shown.toString();
  }

  /** A place in an array: {@code [0, 5, 12]}. */
  static String place(long flat, long[] shape) {
    long[] place = new long[shape.length];
    long rest = flat;
    for (int i = shape.length - 1; i >= 0; i--) {
      place[i] = rest % shape[i];
      rest /= shape[i];
    }
    return Arrays.toString(place);
  }
}
