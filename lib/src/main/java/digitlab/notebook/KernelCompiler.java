package digitlab.notebook;

import java.util.Map;
import java.util.Optional;
import jdk.jshell.JShell;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.reply.CompleteReply;
import org.dflib.jjava.jupyter.messages.reply.InspectReply;
import org.dflib.jjava.jupyter.messages.request.CompleteRequest;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;
import org.dflib.jjava.jupyter.messages.request.InspectRequest;

/** What the compiler of a JJava kernel tells of people's code, in the lab's words. */
final class KernelCompiler {
  private final JShell shell;
  private final CompilerMessages messages;
  private final CodeHelp help;
  private final CodeCompletion completion;

  private KernelCompiler(BaseKernel kernel, CellValues values) throws ReflectiveOperationException {
    shell = shell(kernel);
    messages = new CompilerMessages(shell, KernelErrorStyle.of(kernel));
    help = new CodeHelp(shell, values::valueOf);
    completion = new CodeCompletion(shell);
  }

  private static JShell shell(BaseKernel kernel) throws ReflectiveOperationException {
    return (JShell) kernel.getClass().getMethod("getJShell").invoke(kernel);
  }

  /** The JShell of a kernel, if it is where JJava keeps it. */
  static Optional<JShell> shellOf(BaseKernel kernel) {
    try {
      return Optional.of(shell(kernel));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes the running kernel speak so on this connection.
   *
   * @return whether its compiler was found, which another version may keep elsewhere; if not, the
   *     kernel speaks as it always did
   */
  static boolean speakOn(JupyterConnection connection, CellValues values) {
    try {
      KernelCompiler compiler = new KernelCompiler(BaseKernel.notebookKernel(), values);
      compiler.answerCells(connection);
      compiler.answerInspections(connection);
      compiler.answerCompletions(connection);
      return true;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  private void answerCells(JupyterConnection connection) {
    CellSnippets snippets = CellSnippets.of(shell);
    ShellHandler<ExecuteRequest> kernel = connection.getHandler(MessageType.EXECUTE_REQUEST);
    connection.setHandler(
        MessageType.EXECUTE_REQUEST,
        (environment, cell) -> {
          NativeStart.await();
          NameIndex.cellBegins(shell);
          try {
            kernel.handle(CellReplies.of(environment, snippets, messages), cell);
          } finally {
            NameIndex.cellEnds();
          }
        });
  }

  private void answerInspections(JupyterConnection connection) {
    ShellHandler<InspectRequest> kernel = connection.getHandler(MessageType.INSPECT_REQUEST);
    connection.setHandler(
        MessageType.INSPECT_REQUEST,
        (environment, message) -> {
          InspectRequest request = message.getContent();
          String code = request.getCode();
          Optional<View> known = help.at(code, place(code, request.getCursorPos()));
          if (known.isEmpty()) {
            kernel.handle(environment, message);
            return;
          }
          environment.setBusyDeferIdle();
          DisplayData shown = new DisplayData(known.get().text());
          shown.putHTML(known.get().html());
          environment.reply(new InspectReply(true, shown));
        });
  }

  private void answerCompletions(JupyterConnection connection) {
    ShellHandler<CompleteRequest> kernel = connection.getHandler(MessageType.COMPLETE_REQUEST);
    connection.setHandler(
        MessageType.COMPLETE_REQUEST,
        (environment, message) -> {
          CompleteRequest request = message.getContent();
          String code = request.getCode();
          String before = code.substring(0, place(code, request.getCursorPos()));
          CodeCompletion.Offer offer = completion.of(before);
          if (offer.continuations().isEmpty()) {
            kernel.handle(environment, message);
            return;
          }
          environment.setBusyDeferIdle();
          int start = code.codePointCount(0, offer.start());
          environment.reply(
              new CompleteReply(offer.continuations(), start, request.getCursorPos(), Map.of()));
        });
  }

  /** Jupyter counts characters, Java some of them twice. */
  private static int place(String code, int cursor) {
    int most = code.codePointCount(0, code.length());
    return code.offsetByCodePoints(0, Math.min(cursor, most));
  }
}
