package digitlab.train;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tech.tablesaw.api.ColumnType;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;
import tech.tablesaw.io.csv.CsvReadOptions;

/** A history as a CSV file: one row for each epoch, the conditions repeated in each. */
final class HistoryFile {
  private static final String LOSS = "loss_function";

  private HistoryFile() {}

  static void write(History history, Path file) throws IOException {
    Files.writeString(file, text(history));
  }

  static String text(History history) {
    History.Conditions conditions = history.conditions();
    Table table = history.table();
    int rows = table.rowCount();
    table.addColumns(
        column("way", conditions.way(), rows),
        column("threads", Integer.toString(conditions.threads()), rows),
        column("batch_size", Integer.toString(conditions.batchSize()), rows),
        column("caps", conditions.caps(), rows),
        column("remark", conditions.remark(), rows),
        column(LOSS, conditions.loss(), rows));
    StringWriter out = new StringWriter();
    table.write().csv(out);
    return out.toString();
  }

  static History read(Path file) throws IOException {
    try (var in = Files.newBufferedReader(file)) {
      return parse(in);
    }
  }

  static History parse(Reader text) {
    Table table =
        Table.read()
            .csv(
                CsvReadOptions.builder(text)
                    .columnTypesPartial(
                        name ->
                            switch (name) {
                              case "epoch", "threads", "batch_size" ->
                                  Optional.of(ColumnType.INTEGER);
                              case "way", "caps", "remark", LOSS -> Optional.of(ColumnType.STRING);
                              default -> Optional.of(ColumnType.DOUBLE);
                            })
                    .build());
    List<Epoch> epochs = new ArrayList<>();
    for (Row row : table) {
      epochs.add(
          new Epoch(
              row.getInt("epoch"),
              row.getDouble("loss"),
              row.getDouble("accuracy"),
              row.getDouble("val_loss"),
              row.getDouble("val_accuracy"),
              row.getDouble("seconds"),
              row.getDouble("val_seconds")));
    }
    Row first = table.row(0);
    return new History(
        epochs,
        new History.Conditions(
            first.getString("way"),
            first.getInt("threads"),
            first.getInt("batch_size"),
            first.getString("caps"),
            first.getString("remark"),
            // Files of earlier versions do not have it.
            table.containsColumn(LOSS) ? first.getString(LOSS) : "",
            true));
  }

  private static StringColumn column(String name, String value, int rows) {
    String[] values = new String[rows];
    Arrays.fill(values, value);
    return StringColumn.create(name, values);
  }
}
