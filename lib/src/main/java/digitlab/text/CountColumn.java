package digitlab.text;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import tech.tablesaw.api.NumberColumn;
import tech.tablesaw.columns.numbers.NumberColumnFormatter;

/**
 * A column of a table that counts something: {@code 61,706} where Tablesaw by itself writes {@code
 * 61706}, as it has to for years and seeds.
 */
public final class CountColumn {
  private CountColumn() {}

  /** The same column, which writes its whole numbers with separators from now on. */
  public static <C extends NumberColumn<?, ?>> C of(C column) {
    DecimalFormat format =
        new DecimalFormat("#,##0", DecimalFormatSymbols.getInstance(Locale.ROOT));
    column.setPrintFormatter(new NumberColumnFormatter(format));
    return column;
  }
}
