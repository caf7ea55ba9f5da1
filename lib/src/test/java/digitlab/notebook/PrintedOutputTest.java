package digitlab.notebook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Without a kernel; that a real one sends and a notebook gets all is in tests/test_answers.py. */
class PrintedOutputTest {
  private static final int LIMIT = 1_000_000;

  private final PrintedOutput printed = new PrintedOutput(LIMIT);
  private final PrintedOutput.Stream out = printed.new Stream(ShellReplyEnvironment::writeToStdOut);
  private final PrintedOutput.Stream err = printed.new Stream(ShellReplyEnvironment::writeToStdErr);
  private final PrintStream stdout = new PrintStream(out, true, UTF_8);
  private final PrintStream stderr = new PrintStream(err, true, UTF_8);
  private final Cell cell = new Cell();

  @BeforeEach
  void begin() {
    begin(cell);
  }

  @Test
  void manyLinesTravelInFewMessagesAndInTheirOrder() {
    for (int i = 0; i < 30_000; i++) {
      stdout.println("line " + i);
    }
    end();

    assertThat(cell.text().lines()).hasSize(30_000).startsWith("line 0").endsWith("line 29999");
    assertThat(cell.messages).hasSizeLessThan(100);
  }

  @Test
  void bothStreamsKeepTheOrderInWhichTheyWereWritten() {
    stdout.print("a");
    stderr.print("b");
    stdout.println("c");
    end();

    assertThat(cell.messages).containsExactly("out: a", "err: b", "out: c\n");
  }

  @Test
  void lineComesBeforeWhatIsShownAfterIt() {
    stdout.println("before");
    printed.send();
    cell.messages.add("a picture");
    stdout.println("after");
    end();

    assertThat(cell.messages).containsExactly("out: before\n", "a picture", "out: after\n");
  }

  @Test
  void charactersOfManyBytesStayWhole() {
    stdout.println("ä€😀".repeat(90_000));
    end();

    assertThat(cell.text()).isEqualTo("ä€😀".repeat(90_000) + "\n");
    assertThat(cell.messages.size()).isGreaterThan(1);
  }

  @Test
  void whatGoesBeyondTheLimitIsCountedAndTold() {
    for (int i = 0; i < 3; i++) {
      stdout.println("x".repeat(LIMIT / 2));
    }
    stdout.println("the last");
    end();

    assertThat(cell.text().length()).isLessThan(LIMIT + 200);
    assertThat(cell.text())
        .endsWith(
            "\n[A cell may print 1 MB: what follows is counted only.]\n"
                + "[Left out: 3 lines, 500,012 bytes.]\n");
  }

  @Test
  void nextCellMayPrintAgain() {
    stdout.println("x".repeat(2 * LIMIT));
    end();
    Cell next = new Cell();
    begin(next);
    stdout.println("again");
    end(next);

    assertThat(next.messages).containsExactly("out: again\n");
  }

  @Test
  void lineOfAThreadBetweenTwoCellsIsSeenInTheSecond() {
    end();
    stdout.println("late");
    printed.send();
    Cell next = new Cell();
    begin(next);
    end(next);

    assertThat(cell.messages).isEmpty();
    assertThat(next.messages).containsExactly("out: late\n");
  }

  @Test
  void interruptedThreadPrintsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    stdout.println("stopped");
    end();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(cell.messages).containsExactly("out: stopped\n");
    assertThat(cell.wasInterrupted).isFalse();
  }

  private void begin(Cell next) {
    out.setEnv(next);
    err.setEnv(next);
  }

  private void end() {
    end(cell);
  }

  private void end(Cell ended) {
    err.retractEnv(ended);
    out.retractEnv(ended);
  }

  private static final class Cell extends ShellReplyEnvironment {
    private final List<String> messages = new ArrayList<>();
    private boolean wasInterrupted;

    Cell() {
      super(null, null, null, null);
    }

    @Override
    public void writeToStdOut(String text) {
      wasInterrupted |= Thread.currentThread().isInterrupted();
      messages.add("out: " + text);
    }

    @Override
    public void writeToStdErr(String text) {
      messages.add("err: " + text);
    }

    String text() {
      StringBuilder all = new StringBuilder();
      messages.forEach(message -> all.append(message.substring(5)));
      return all.toString();
    }
  }
}
