package digitlab.notebook;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;

/**
 * The cells that wait for the one that runs, as after Run All.
 *
 * <p>JJava runs them whatever has happened to that one. Here they are answered as aborted where it
 * has failed or was stopped: they would build on what is not there, or on a half-trained network.
 *
 * @see <a href="https://jupyter-client.readthedocs.io/en/stable/messaging.html#request-reply">The
 *     status "aborted"</a>
 */
final class CellQueue {
  private static final int POLLIN = 1;
  private static final int MOST_UNREAD = 100_000;

  /** A browser sends the cells of Run All one after the other. */
  private static final long NANOS_TO_ARRIVE = 50_000_000;

  private final JupyterConnection connection;
  private final ShellChannel channel;
  private final StdinChannel stdin;
  private final PrintedOutput printed;
  private final CellValues values;
  private final Method events;
  private final Method read;
  private volatile boolean stopped;

  private CellQueue(
      JupyterConnection connection, ShellChannel channel, PrintedOutput printed, CellValues values)
      throws ReflectiveOperationException {
    this.connection = connection;
    this.channel = channel;
    stdin = (StdinChannel) PrivateField.value(connection, "stdin");
    this.printed = printed;
    this.values = values;
    events = ShellChannel.class.getMethod("getEvents");
    read = ShellChannel.class.getMethod("readMessage");
  }

  /** Looks after the cells of this connection. */
  static void use(
      JupyterConnection connection, ShellChannel channel, PrintedOutput printed, CellValues values)
      throws ReflectiveOperationException {
    raiseHighWaterMark(connection);
    CellQueue queue = new CellQueue(connection, channel, printed, values);
    ShellHandler<ExecuteRequest> cell = connection.getHandler(MessageType.EXECUTE_REQUEST);
    connection.setHandler(
        MessageType.EXECUTE_REQUEST,
        (environment, message) -> queue.run(cell, environment, message));
    var interrupt = connection.getHandler(MessageType.INTERRUPT_REQUEST);
    connection.setHandler(
        MessageType.INTERRUPT_REQUEST,
        (environment, message) -> {
          queue.stopped = true;
          interrupt.handle(environment, message);
        });
  }

  /** ZeroMQ drops what is published once so many messages wait for a reader; a thousand else. */
  private static void raiseHighWaterMark(JupyterConnection connection)
      throws ReflectiveOperationException {
    Object published = PrivateField.value(connection, "iopub");
    published.getClass().getMethod("setSndHWM", int.class).invoke(published, MOST_UNREAD);
  }

  private void run(
      ShellHandler<ExecuteRequest> cell,
      ShellReplyEnvironment environment,
      Message<ExecuteRequest> message) {
    stopped = false;
    ExecuteRequest request = message.getContent();
    CellAnswer answer =
        new CellAnswer(environment, channel, stdin, request.getCode(), printed, values);
    List<Message<?>> waiting = List.of();
    try {
      cell.handle(answer, message);
      answer.showNull();
      if (stopped || (answer.failed() && request.shouldStopOnError())) {
        waiting = takeWaiting();
        tell(waiting, answer);
      }
    } finally {
      answer.resolveDeferrals();
    }
    for (Message<?> each : waiting) {
      answer(each);
    }
  }

  /** All that has arrived; whoever waits for an answer before the next cell has nothing here. */
  private List<Message<?>> takeWaiting() {
    List<Message<?>> waiting = new ArrayList<>();
    do {
      while (hasArrived()) {
        read().ifPresent(waiting::add);
      }
      LockSupport.parkNanos(NANOS_TO_ARRIVE);
    } while (hasArrived());
    return waiting;
  }

  private boolean hasArrived() {
    try {
      return ((int) events.invoke(channel) & POLLIN) != 0;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The next message; nothing if its signature is wrong. */
  private Optional<Message<?>> read() {
    try {
      return Optional.of((Message<?>) read.invoke(channel));
    } catch (InvocationTargetException e) {
      return Optional.empty();
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void tell(List<Message<?>> waiting, CellAnswer answer) {
    long cells = waiting.stream().filter(CellQueue::isCell).count();
    if (cells > 0) {
      answer.say(
          cells == 1
              ? "The cell that was waiting has not been run."
              : "The %d cells that were waiting have not been run.".formatted(cells));
    }
  }

  private static boolean isCell(Message<?> message) {
    return message.getHeader().getType() == MessageType.EXECUTE_REQUEST;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private void answer(Message<?> message) {
    ShellReplyEnvironment environment = connection.prepareReplyEnv(channel, message);
    ShellHandler handler = connection.getHandler(message.getHeader().getType());
    try {
      if (isCell(message)) {
        environment.setBusyDeferIdle();
        environment.reply(new Message(message, MessageType.EXECUTE_REPLY, new Aborted()));
      } else if (handler != null) {
        handler.handle(environment, message);
      }
    } finally {
      environment.resolveDeferrals();
    }
  }

  /** The content of the answer to a cell that is not run. */
  private static final class Aborted implements ContentType<ExecuteReply> {
    @SuppressWarnings("unused") // it is written as JSON
    private final String status = "aborted";

    @Override
    public MessageType<ExecuteReply> getType() {
      return MessageType.EXECUTE_REPLY;
    }
  }
}
