package digitlab.notebook;

import java.lang.reflect.Field;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.Loop;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;

/**
 * An answer to each request, whatever is thrown while the kernel handles it.
 *
 * <p>JJava answers exceptions that it can describe. Everything else, such as a stack overflow in
 * the description of a value, ends the thread that reads the requests.
 */
final class KernelAnswers {
  /** The requests that run or read people's code. */
  private static final Map<MessageType<?>, MessageType<?>> REPLIES =
      Map.of(
          MessageType.EXECUTE_REQUEST, MessageType.EXECUTE_REPLY,
          MessageType.INSPECT_REQUEST, MessageType.INSPECT_REPLY,
          MessageType.COMPLETE_REQUEST, MessageType.COMPLETE_REPLY,
          MessageType.IS_COMPLETE_REQUEST, MessageType.IS_COMPLETE_REPLY);

  /** As the kernel counts: its cells have the same numbers. */
  private final AtomicInteger cells = new AtomicInteger();

  private KernelAnswers() {}

  /**
   * Makes sure of the answers of the kernel to which this thread belongs.
   *
   * @return whether its connection was found, which another version may keep elsewhere; if not, the
   *     kernel ends where its thread does: {@link KernelWatch}
   */
  static boolean toEveryRequestOf(Loop thread, PrintedOutput printed, CellValues values) {
    try {
      ShellChannel channel = channelOf(thread);
      var connection = (JupyterConnection) PrivateField.value(channel, "connection");
      KernelCompiler.speakOn(connection, values);
      KernelAnswers answers = new KernelAnswers();
      REPLIES.forEach((request, reply) -> answers.to(request, reply, connection));
      CellQueue.use(connection, channel, printed, values);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  /** The thread keeps what is to be done at its end, and that knows the channel. */
  private static ShellChannel channelOf(Loop thread) throws ReflectiveOperationException {
    Object atEnd = PrivateField.value(thread, "onCloseCb");
    for (Field field : atEnd.getClass().getDeclaredFields()) {
      if (PrivateField.value(atEnd, field) instanceof ShellChannel channel) {
        return channel;
      }
    }
    throw new NoSuchFieldException("no channel in " + atEnd.getClass().getName());
  }

  private <T> void to(MessageType<T> request, MessageType<?> reply, JupyterConnection connection) {
    ShellHandler<T> handler = connection.getHandler(request);
    connection.setHandler(
        request,
        (environment, message) -> {
          if (reply == MessageType.EXECUTE_REPLY) {
            cells.incrementAndGet();
          }
          try {
            handler.handle(environment, message);
          } catch (Exception | Error e) {
            answer(environment, reply, e);
          }
        });
  }

  private void answer(ShellReplyEnvironment environment, MessageType<?> reply, Throwable error) {
    String name = error.getClass().getSimpleName();
    String text = "The kernel could not show what came of it: " + Views.reason(error);
    ErrorReply answer = new ErrorReply(name, text, List.of(text));
    if (reply == MessageType.EXECUTE_REPLY) {
      environment.publish(new PublishError(name, text, List.of(text)));
      answer.setExecutionCount(cells.get());
    }
    environment.defer().replyError(reply.error(), answer);
  }
}
