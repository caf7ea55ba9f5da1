package digitlab.chart;

import digitlab.text.CountColumn;
import digitlab.text.Numbers;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.knowm.xchart.AnnotationText;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.style.HeatMapStyler;
import tech.tablesaw.api.IntColumn;
import tech.tablesaw.api.StringColumn;
import tech.tablesaw.api.Table;

/**
 * How often each class was taken for each other one.
 *
 * <p>Only mistakes are coloured; what was right is written on the diagonal. On one scale of colours
 * a thousand right answers would hide three wrong ones.
 */
public final class ConfusionMatrix {
  private static final Color[] COLOURS = {
    Color.WHITE, new Color(0xFDD49E), new Color(0xFC8D59), new Color(0xD7301F)
  };

  private static final int MOST_DESCRIBED = 3;
  private static final Font CELL = new Font(Font.SANS_SERIF, Font.PLAIN, 11);

  private ConfusionMatrix() {}

  /**
   * Counts {@code [actual][predicted]}.
   *
   * @throws IllegalArgumentException if the arrays differ in length or have anything but the
   *     classes from 0 to {@code classes - 1}
   */
  public static int[][] counts(int[] actual, int[] predicted, int classes) {
    if (classes < 1 || actual.length != predicted.length) {
      throw new IllegalArgumentException(
          "A confusion matrix needs at least 1 class and a prediction for each label, but there are %,d classes, %,d labels and %,d predictions."
              .formatted(classes, actual.length, predicted.length));
    }
    check("label", actual, classes);
    check("prediction", predicted, classes);
    int[][] counts = new int[classes][classes];
    for (int i = 0; i < actual.length; i++) {
      counts[actual[i]][predicted[i]]++;
    }
    return counts;
  }

  private static void check(String what, int[] values, int classes) {
    for (int image = 0; image < values.length; image++) {
      if (values[image] < 0 || values[image] >= classes) {
        throw new IllegalArgumentException(
            "The classes are 0 to %,d, but the %s of image %,d is %,d."
                .formatted(classes - 1, what, image, values[image]));
      }
    }
  }

  /** A heat map: the actual digit downwards, the predicted digit across. */
  public static HeatMapChart of(String title, int[] actual, int[] predicted, int classes) {
    int[][] counts = counts(actual, predicted, classes);
    HeatMapChartBuilder builder =
        new HeatMapChartBuilder()
            .width(560)
            .height(480)
            .title(title)
            .xAxisTitle("predicted digit")
            .yAxisTitle("actual digit");
    HeatMapChart chart = new DescribedHeatMap(builder, describe(counts), table(title, counts));
    HeatMapStyler styler = chart.getStyler();
    ChartTheme.apply(styler);
    styler.setLegendVisible(false);
    styler.setRangeColors(COLOURS);
    styler.setShowValue(true);
    styler.setHeatMapValueDecimalPattern("0");
    styler.setValueFont(CELL);
    styler.setPlotContentSize(1);
    styler.setPlotGridLinesVisible(false);
    styler.setAnnotationTextFont(CELL);
    styler.setMin(0);
    styler.setMax(Math.max(1, largestMistake(counts)));
    chart.addSeries("images", columns(classes), rows(classes), cells(counts));
    for (int digit = 0; digit < classes; digit++) {
      String right = Integer.toString(counts[digit][digit]);
      chart.addAnnotation(
          new AnnotationText(
              right, middle(digit, classes), middle(classes - 1 - digit, classes), false));
    }
    return chart;
  }

  private static List<Integer> columns(int classes) {
    return IntStream.range(0, classes).boxed().toList();
  }

  /** XChart draws upwards; a matrix is read downwards. */
  private static List<Integer> rows(int classes) {
    return IntStream.range(0, classes).map(i -> classes - 1 - i).boxed().toList();
  }

  /**
   * The middle of a cell as an annotation's coordinate: annotations see an axis from 0 to {@code
   * classes - 1} over the whole width, where the cells stand side by side.
   */
  private static double middle(int cell, int classes) {
    return (cell + 0.5) * (classes - 1) / classes;
  }

  /** The mistakes; the diagonal is written by annotations. */
  private static List<Number[]> cells(int[][] counts) {
    List<Number[]> cells = new ArrayList<>();
    for (int x = 0; x < counts.length; x++) {
      for (int y = 0; y < counts.length; y++) {
        int actual = counts.length - 1 - y;
        if (actual != x) {
          cells.add(new Number[] {x, y, counts[actual][x]});
        }
      }
    }
    return cells;
  }

  /** How many are right, and what is mistaken most often. */
  private static String describe(int[][] counts) {
    List<int[]> mistakes = new ArrayList<>();
    int right = 0;
    int all = 0;
    for (int actual = 0; actual < counts.length; actual++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        int count = counts[actual][predicted];
        all += count;
        right += actual == predicted ? count : 0;
        if (actual != predicted && count > 0) {
          mistakes.add(new int[] {actual, predicted, count});
        }
      }
    }
    mistakes.sort(Comparator.comparingInt(mistake -> -mistake[2]));
    String most =
        mistakes.stream()
            .limit(MOST_DESCRIBED)
            .map(
                mistake ->
                    "%d taken for %d (%s×)"
                        .formatted(mistake[0], mistake[1], Numbers.count(mistake[2])))
            .collect(Collectors.joining(", "));
    return "%s of %s images right".formatted(Numbers.count(right), Numbers.count(all))
        + (most.isEmpty() ? "" : ", the most frequent mistakes: " + most);
  }

  private static Table table(String title, int[][] counts) {
    Table table = Table.create(title, StringColumn.create("actual \\ predicted"));
    for (int digit = 0; digit < counts.length; digit++) {
      table.stringColumn(0).append(Integer.toString(digit));
    }
    for (int digit = 0; digit < counts.length; digit++) {
      int predicted = digit;
      table.addColumns(
          CountColumn.of(
              IntColumn.create(
                  Integer.toString(digit), Arrays.stream(counts).mapToInt(row -> row[predicted]))));
    }
    return table;
  }

  private static int largestMistake(int[][] counts) {
    int largest = 0;
    for (int actual = 0; actual < counts.length; actual++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        largest = actual == predicted ? largest : Math.max(largest, counts[actual][predicted]);
      }
    }
    return largest;
  }
}
