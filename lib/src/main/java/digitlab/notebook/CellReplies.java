package digitlab.notebook;

import java.util.Optional;
import java.util.Set;
import jdk.jshell.DeclarationSnippet;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.ContentType;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteInput;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.ExecuteReply;

/**
 * What the kernel tells of one cell, where the compiler has a say in the words of {@link
 * CompilerMessages}. Everything else goes through as it is.
 */
final class CellReplies extends ShellReplyEnvironment {
  /** The kernel's own name of such errors, by which others know that a message is short. */
  private static final String NAME = "CompilationException";

  private final ShellReplyEnvironment kernel;
  private final CellSnippets snippets;
  private final CompilerMessages messages;

  private boolean deferNext;
  private int cell;

  /** The error that took the place of the kernel's; null if none did. */
  private CellError error;

  private CellReplies(
      ShellReplyEnvironment kernel,
      ShellChannel shell,
      StdinChannel stdin,
      CellSnippets snippets,
      CompilerMessages messages) {
    super(shell, stdin, kernel.getIopub(), kernel.getContext());
    this.kernel = kernel;
    this.snippets = snippets;
    this.messages = messages;
  }

  /** The replies to a cell that is just to run. */
  static CellReplies of(
      ShellReplyEnvironment kernel, CellSnippets snippets, CompilerMessages messages) {
    snippets.clear();
    Object shell = kernel.getShell();
    return new CellReplies(kernel, (ShellChannel) shell, stdin(kernel), snippets, messages);
  }

  private static StdinChannel stdin(ShellReplyEnvironment kernel) {
    try {
      var field = PrivateField.of(ShellReplyEnvironment.class, "stdin");
      return (StdinChannel) PrivateField.value(kernel, field);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public <T extends ContentType<T>> void publish(T content) {
    if (content instanceof PublishExecuteInput input) {
      cell = input.getCount();
    }
    if (content instanceof PublishError original) {
      error = better(original).orElse(null);
    }
    passOn(() -> publishOrReplace(content));
  }

  private Optional<CellError> better(PublishError original) {
    return snippets
        .rejected()
        .flatMap(event -> messages.rejected(event.snippet(), original.getStacktrace()))
        .or(() -> snippets.calledIncomplete().map(messages::called));
  }

  private <T extends ContentType<T>> void publishOrReplace(T content) {
    if (content instanceof PublishError && error != null) {
      kernel.publish(new PublishError(NAME, error.message(), error.lines()));
    } else {
      kernel.publish(content);
    }
  }

  @Override
  public <T extends ContentType<T>> void reply(T content) {
    boolean deferred = deferNext;
    deferNext = false;
    if (content instanceof ExecuteReply) {
      tellWhatIsIncomplete();
    }
    deferNext = deferred;
    if (error == null) {
      passOn(() -> kernel.reply(content));
    } else {
      passOn(() -> kernel.replyError(ExecuteReply.MESSAGE_TYPE.error(), replied()));
    }
  }

  /** Only now is known what the cell itself has made complete. */
  private void tellWhatIsIncomplete() {
    Set<DeclarationSnippet> incomplete = snippets.incomplete();
    error = messages.mistyped(incomplete).orElse(null);
    if (error == null) {
      incomplete.forEach(snippet -> System.out.println(messages.remark(snippet)));
    } else {
      kernel.publish(new PublishError(NAME, error.message(), error.lines()));
    }
  }

  @Override
  public void replyError(MessageType<?> type, ErrorReply original) {
    passOn(() -> kernel.replyError(type, error == null ? original : replied()));
  }

  private ErrorReply replied() {
    ErrorReply reply = new ErrorReply(NAME, error.message(), error.lines());
    reply.setExecutionCount(cell);
    return reply;
  }

  private void passOn(Runnable message) {
    if (deferNext) {
      deferNext = false;
      kernel.defer();
    }
    message.run();
  }

  @Override
  public ShellReplyEnvironment defer() {
    deferNext = true;
    return this;
  }

  @Override
  public void defer(Runnable action) {
    kernel.defer(action);
  }

  @Override
  public void resolveDeferrals() {
    kernel.resolveDeferrals();
  }
}
