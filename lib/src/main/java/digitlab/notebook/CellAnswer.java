package digitlab.notebook;

import jdk.jshell.Snippet;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;

/** The answer to one cell, as it leaves the kernel: in its order, and with errors in words. */
final class CellAnswer extends ShellReplyEnvironment {
  private static final String INCOMPLETE = "IncompleteSourceException";
  private static final String IN_WORDS = "IncompleteCell";

  private final String cell;
  private final PrintedOutput printed;
  private final CellValues values;
  private final Snippet before;
  private int number;
  private boolean hasResult;
  private boolean failed;

  /** An answer instead of the kernel's own, on the same channels. */
  CellAnswer(
      ShellReplyEnvironment stock,
      ShellChannel shell,
      StdinChannel stdin,
      String cell,
      PrintedOutput printed,
      CellValues values) {
    super(shell, stdin, stock.getIopub(), stock.getContext());
    this.cell = cell;
    this.printed = printed;
    this.values = values;
    before = values == null ? null : values.last();
  }

  /** Whether the cell has ended with an error. */
  boolean failed() {
    return failed;
  }

  /** Says something below all that the cell has printed. */
  void say(String sentence) {
    sendPrinted();
    writeToStdOut(sentence + "\n");
  }

  /**
   * Shows the cell's value if it is null, which the kernel takes for none. A statement such as
   * {@code map.put(key, value);} is not meant to show what it gives.
   */
  void showNull() {
    if (cell.stripTrailing().endsWith(";")) {
      return;
    }
    Snippet last = values == null ? null : values.last();
    if (!failed && !hasResult && last != before && values.isNull(last)) {
      publish(new PublishExecuteResult(number, new DisplayData("null")));
    }
  }

  /** Else what is printed meanwhile would be taken for that which is to wait. */
  @Override
  public ShellReplyEnvironment defer() {
    sendPrinted();
    return super.defer();
  }

  @Override
  public <T extends ContentType<T>> void publish(T content) {
    if (!(content instanceof PublishStream)) {
      sendPrinted();
    }
    if (content instanceof PublishExecuteInput input) {
      number = input.getCount();
    }
    hasResult |= content instanceof PublishExecuteResult;
    if (content instanceof PublishError error && error.getErrorName().equals(INCOMPLETE)) {
      IncompleteCell incomplete = IncompleteCell.of(cell);
      super.publish(new PublishError(IN_WORDS, incomplete.words(), incomplete.lines()));
    } else {
      super.publish(content);
    }
  }

  @Override
  public void replyError(MessageType<?> type, ErrorReply error) {
    failed = true;
    ErrorReply reply = error;
    if (error.getErrorName().equals(INCOMPLETE)) {
      IncompleteCell incomplete = IncompleteCell.of(cell);
      reply = new ErrorReply(IN_WORDS, incomplete.words(), incomplete.lines());
      reply.setExecutionCount(number);
    }
    super.replyError(type, reply);
  }

  private void sendPrinted() {
    if (printed != null) {
      printed.send();
    }
  }
}
