package digitlab.notebook;

import java.util.Optional;
import java.util.Set;
import jdk.jshell.DeclarationSnippet;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.channels.StdinChannel;
import org.dflib.jjava.jupyter.messages.Message;
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
  public void publish(Message<?> message) {
    if (message.getContent() instanceof PublishExecuteInput input) {
      cell = input.getCount();
    }
    if (message.getContent() instanceof PublishError original) {
      error = better(original).orElse(null);
    }
    boolean isReplaced = message.getContent() instanceof PublishError && error != null;
    passOn(() -> kernel.publish(isReplaced ? published() : message));
  }

  private Optional<CellError> better(PublishError original) {
    return snippets
        .rejected()
        .flatMap(event -> messages.rejected(event.snippet(), original.getStacktrace()))
        .or(() -> snippets.calledIncomplete().map(messages::called));
  }

  @Override
  public void reply(Message<?> message) {
    boolean deferred = deferNext;
    deferNext = false;
    if (message.getContent() instanceof ExecuteReply) {
      tellWhatIsIncomplete();
    }
    deferNext = deferred;
    passOn(() -> kernel.reply(error == null ? message : replied()));
  }

  /** Only now is known what the cell itself has made complete. */
  private void tellWhatIsIncomplete() {
    Set<DeclarationSnippet> incomplete = snippets.incomplete();
    error = messages.mistyped(incomplete).orElse(null);
    if (error == null) {
      incomplete.forEach(snippet -> System.out.println(messages.remark(snippet)));
    } else {
      kernel.publish(published());
    }
  }

  private Message<PublishError> published() {
    PublishError content = new PublishError(NAME, error.message(), error.lines());
    return new Message<>(getContext(), content.getType(), content);
  }

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // as the kernel itself: no error has the reply's type
  private Message<?> replied() {
    ErrorReply content = new ErrorReply(NAME, error.message(), error.lines());
    content.setExecutionCount(cell);
    return new Message(getContext(), ExecuteReply.MESSAGE_TYPE.error(), content);
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

  @Override
  public void markForShutdown() {
    kernel.markForShutdown();
  }

  @Override
  public boolean isMarkedForShutdown() {
    return kernel.isMarkedForShutdown();
  }
}
