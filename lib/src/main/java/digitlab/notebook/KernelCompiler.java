package digitlab.notebook;

import jdk.jshell.JShell;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.util.StringStyler;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.request.ExecuteRequest;

/** What the compiler of a JJava kernel tells of people's code, in the lab's words. */
final class KernelCompiler {
  private final JShell shell;
  private final CompilerMessages messages;

  private KernelCompiler(BaseKernel kernel) throws ReflectiveOperationException {
    shell = (JShell) kernel.getClass().getMethod("getJShell").invoke(kernel);
    var styler = PrivateField.of(BaseKernel.class, "errorStyler");
    messages = new CompilerMessages(shell, (StringStyler) PrivateField.value(kernel, styler));
  }

  /**
   * Makes the running kernel speak so on this connection.
   *
   * @throws ReflectiveOperationException if the kernel is another version
   */
  static void speakOn(JupyterConnection connection) throws ReflectiveOperationException {
    KernelCompiler compiler = new KernelCompiler(BaseKernel.notebookKernel());
    compiler.answerCells(connection);
  }

  private void answerCells(JupyterConnection connection) {
    CellSnippets snippets = CellSnippets.of(shell);
    ShellHandler<ExecuteRequest> kernel = connection.getHandler(MessageType.EXECUTE_REQUEST);
    connection.setHandler(
        MessageType.EXECUTE_REQUEST,
        (environment, cell) ->
            kernel.handle(CellReplies.of(environment, snippets, messages), cell));
  }
}
