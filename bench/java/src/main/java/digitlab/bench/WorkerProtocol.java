package digitlab.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A worker's talk with {@code ./lab bench}: lines {@code run 50} come in, a line of JSON goes out
 * for each; the end of the input is the end of the work.
 */
final class WorkerProtocol {
  private final BufferedReader commands =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final PrintStream answers = System.out;

  /** Takes over standard output; whatever else is printed there goes to standard error. */
  WorkerProtocol() {
    System.setOut(System.err);
  }

  /** Tells that the first steps are done. */
  void ready(List<TimedStep> first, long firstFinishedAt, String way, int threads) {
    answers.printf(
        Locale.ROOT,
        "{\"losses\": %s, \"ms\": %s, \"first_step_at\": %.3f, \"way\": \"%s\", \"threads_used\": %d}%n",
        first.stream().map(step -> Double.toString(step.loss())).toList(),
        milliseconds(first),
        firstFinishedAt / 1e3,
        way,
        threads);
    answers.flush();
  }

  /** The number of steps to take next; 0 at the end of the work. */
  int next() {
    try {
      String line = commands.readLine();
      return line == null ? 0 : Integer.parseInt(line.strip().replace("run ", ""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Answers with the times of the steps that were asked for.
   *
   * @param remark what the trainer had to say, empty if nothing
   */
  void took(List<TimedStep> steps, String way, int threads, String remark) {
    answers.printf(
        Locale.ROOT,
        "{\"ms\": %s, \"way\": \"%s\", \"threads_used\": %d, \"remark\": \"%s\"}%n",
        milliseconds(steps),
        way,
        threads,
        remark.replace('"', '\''));
    answers.flush();
  }

  /**
   * Tells how a training until a network is good has ended.
   *
   * @param accuracy at the last evaluation, 0…1
   * @param seconds from the beginning of the first step to the end of that evaluation
   */
  void ended(int steps, double accuracy, double seconds, String way, int threads) {
    answers.printf(
        Locale.ROOT,
        "{\"steps\": %d, \"accuracy\": %.4f, \"seconds\": %.3f, \"way\": \"%s\", \"threads_used\": %d}%n",
        steps,
        accuracy,
        seconds,
        way,
        threads);
    answers.flush();
  }

  private static String milliseconds(List<TimedStep> steps) {
    return steps.stream()
        .map(step -> String.format(Locale.ROOT, "%.4f", step.milliseconds()))
        .collect(Collectors.joining(", ", "[", "]"));
  }

  /** A step that was taken. */
  record TimedStep(double milliseconds, double loss) {}
}
