package digitlab.bench;

import digitlab.chart.IntervalPlot;
import digitlab.chart.ParetoChart;
import digitlab.compare.SeedStudy;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import digitlab.settings.LabException;
import digitlab.settings.Settings;
import digitlab.text.Numbers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import tech.tablesaw.api.Row;
import tech.tablesaw.api.Table;

/** Max pooling, average pooling and LeNet-5 over several seeds, as a page with charts. */
final class SeedReport {
  private static final int EPOCHS = 5;

  private static final String PAGE =
      """
      # Max pooling, average pooling and LeNet-5 over %d seeds

      This page was written by

      ```
      ./lab bench --seeds %d
      ```

      which trains max pooling, average pooling and LeNet-5 from the seeds %s, each for %d epochs of %s
      images in batches of %d, and tests them on the same %s images. %s

      %s

      ![Every training as a point, the means with their 95 %% intervals](comparison.png)

      %s
      The mean has an interval of 95 %% by Student's t distribution. `seconds` are those of a whole training on the machine
      that wrote this, without the tests after each epoch. `memory in MB` is what the classification of one image
      holds: all parameters, the image and the outputs of every layer, four bytes each. What the process takes besides, for Java
      and its libraries, is the same for all three and much more.

      ## Is a difference one?

      Welch's t-test asks about the *architectures*: could the means over the seeds differ as much by chance? Three
      pairs are three chances to be misled, so each *p* value is corrected after Holm; below 0.05 we call it a difference.

      %s
      McNemar's test asks about two *trained networks*: it looks at the images that only one of them gets right. From
      another seed the answer may be another one:

      %s
      ## What it costs

      ![Mean accuracy against parameters](comparison-parameters.png)

      ![Mean accuracy against the seconds of a training](comparison-seconds.png)

      ![Mean accuracy against the memory of one classification](comparison-memory.png)

      ## All trainings

      %s\
      """;

  private final Path folder;
  private final long[] seeds;
  private final Mnist mnist = Mnist.load();
  private final SeedStudy study;

  private SeedReport(Path folder, long[] seeds) {
    this.folder = folder;
    this.seeds = seeds;
    this.study = SeedStudy.on(mnist, EPOCHS, Workload.BATCH_SIZE, seeds);
  }

  /**
   * Trains what has not been trained yet and writes {@code comparison.md} and its charts.
   *
   * @param arguments the folder, the number of seeds
   */
  public static void main(String[] arguments) {
    try {
      long[] seeds = LongStream.rangeClosed(1, Long.parseLong(arguments[1])).toArray();
      new SeedReport(Path.of(arguments[0]), seeds).write();
      System.exit(0); // ND4J's threads would keep the process for a while
    } catch (LabException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.printf(
          "The page could not be written to %s: %s. Is the disk full or read-only?%n",
          arguments[0], e.getMessage());
      System.exit(1);
    }
  }

  private void write() throws IOException {
    study.add("max pooling", Architectures::maxPooling);
    study.add("average pooling", Architectures::averagePooling);
    study.add("LeNet-5", Architectures::lenet5);
    Files.createDirectories(folder);
    Table table = study.table();
    draw(IntervalPlot.of("Test accuracy after five epochs", study.runs(), table), "comparison");
    draw(ParetoChart.of("Accuracy and parameters", table, "parameters"), "comparison-parameters");
    draw(ParetoChart.of("Accuracy and training time", table, "seconds"), "comparison-seconds");
    draw(ParetoChart.of("Accuracy and memory", table, "memory in MB"), "comparison-memory");
    Files.writeString(folder.resolve("comparison.md"), page(table));
  }

  private void draw(XYChart chart, String name) throws IOException {
    BitmapEncoder.saveBitmap(
        chart, folder.resolve(name + ".png").toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private String page(Table table) {
    return PAGE.formatted(
            seeds.length,
            seeds.length,
            LongStream.of(seeds).mapToObj(Long::toString).collect(Collectors.joining(", ")),
            EPOCHS,
            Numbers.count(mnist.train().size()),
            Workload.BATCH_SIZE,
            Numbers.count(mnist.test().size()),
            Settings.current().capsInWords(),
            study.conclusion(),
            markdown(table),
            markdown(study.tests()),
            LongStream.of(seeds)
                .mapToObj(seed -> "Seed " + seed + ":\n\n" + markdown(study.mcNemar(seed)))
                .collect(Collectors.joining("\n")),
            markdown(study.runs()))
        .replaceAll(" +\n", "\n");
  }

  private static String markdown(Table table) {
    StringBuilder lines = new StringBuilder();
    lines.append(line(table.columnNames()));
    lines.append(line(table.columns().stream().map(column -> "---").toList()));
    for (Row row : table) {
      lines.append(line(table.columnNames().stream().map(name -> cell(row, name)).toList()));
    }
    return lines.toString();
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }

  private static String cell(Row row, String column) {
    Object value = row.getObject(column);
    if (value instanceof Double number) {
      return Numbers.named(column, number);
    }
    return value instanceof Number number ? Numbers.count(number.longValue()) : value.toString();
  }
}
