package digitlab.notebook;

import digitlab.text.Numbers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.dflib.jjava.jupyter.channels.JupyterOutputStream;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.JupyterIO;

/**
 * What cells print, on both streams, in few messages and up to a limit.
 *
 * <p>JJava sends each line by itself, and where a notebook reads them more slowly than they come,
 * its socket drops some without a word, the cell's end among them. Here lines wait for each other a
 * moment. What goes beyond the limit is counted, and told at the cell's end.
 */
final class PrintedOutput {
  /** Where it is set, the limit of a cell; graders have a limit of their own. */
  static final String LIMIT = "digitlab.megabytesOfOutput";

  private static final int BYTES_PER_MEGABYTE = 1_000_000;
  private static final int DEFAULT_MEGABYTES = 4;
  private static final int BYTES_PER_MESSAGE = 100_000;
  private static final long MILLISECONDS_TO_WAIT = 100;

  private final long most;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(PrintedOutput::thread);
  private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private Stream last;
  private Stream cut;
  private boolean scheduled;
  private long bytes;
  private long bytesLeftOut;
  private long linesLeftOut;

  PrintedOutput(long most) {
    this.most = most;
  }

  /**
   * Takes over what the cells of a JJava kernel print.
   *
   * @return null if the kernel keeps its streams elsewhere: another version prints as before
   */
  static PrintedOutput use(BaseKernel kernel) {
    int megabytes = Integer.getInteger(LIMIT, DEFAULT_MEGABYTES);
    PrintedOutput printed = new PrintedOutput((long) megabytes * BYTES_PER_MEGABYTE);
    try {
      JupyterIO io = kernel.getIO();
      Stream out = printed.new Stream(ShellReplyEnvironment::writeToStdOut);
      Stream err = printed.new Stream(ShellReplyEnvironment::writeToStdErr);
      set(io, "jupyterOut", out);
      set(io, "jupyterErr", err);
      set(io, "out", new PrintStream(out, true, StandardCharsets.UTF_8));
      set(io, "err", new PrintStream(err, true, StandardCharsets.UTF_8));
      return printed;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return null;
    }
  }

  private static void set(JupyterIO io, String name, Object value)
      throws ReflectiveOperationException {
    Field field = PrivateField.of(JupyterIO.class, name);
    field.setAccessible(true);
    field.set(io, value);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "digitlab-prints");
    thread.setDaemon(true);
    return thread;
  }

  /** Sends what waits: something that is to stand below it comes next. */
  synchronized void send() {
    byte[] all = waiting.toByteArray();
    send(all, lengthOfWholeCharacters(all));
  }

  /** What threads print between two cells waits for the second. */
  private void send(byte[] all, int ready) {
    if (last != null && last.cell != null && ready > 0) {
      waiting.reset();
      waiting.write(all, ready, all.length - ready);
      last.publish(new String(all, 0, ready, StandardCharsets.UTF_8));
    }
  }

  private synchronized void sendInTime() {
    scheduled = false;
    send();
  }

  private synchronized void add(Stream stream, byte[] added, int offset, int length) {
    if (stream != last) {
      send();
      last = stream;
    }
    int kept = length;
    if (bytes + length > most) {
      int room = (int) Math.max(0, most - bytes);
      kept = lengthOfWholeCharacters(Arrays.copyOfRange(added, offset, offset + room));
    }
    waiting.write(added, offset, kept);
    bytes += kept;
    if (kept < length) {
      leaveOut(stream, added, offset + kept, length - kept);
    }
    if (waiting.size() >= BYTES_PER_MESSAGE) {
      send();
    } else if (waiting.size() > 0 && !scheduled) {
      scheduled = true;
      timer.schedule(this::sendInTime, MILLISECONDS_TO_WAIT, TimeUnit.MILLISECONDS);
    }
  }

  private void leaveOut(Stream stream, byte[] added, int from, int length) {
    if (cut == null) {
      cut = stream;
      bytes = most; // no later line, be it short enough, may stand where others are missing
      waiting.writeBytes(
          "\n[A cell may print %d MB: what follows is counted only.]\n"
              .formatted(most / BYTES_PER_MEGABYTE)
              .getBytes(StandardCharsets.UTF_8));
    }
    bytesLeftOut += length;
    for (int i = from; i < from + length; i++) {
      linesLeftOut += added[i] == '\n' ? 1 : 0;
    }
  }

  private synchronized void beginCell() {
    cut = null;
    bytes = 0;
    bytesLeftOut = 0;
    linesLeftOut = 0;
  }

  private synchronized void endCell() {
    send(waiting.toByteArray(), waiting.size());
    if (cut != null && cut.cell != null) {
      cut.publish(
          "[Left out: %s lines, %s bytes.]\n"
              .formatted(Numbers.count(linesLeftOut), Numbers.count(bytesLeftOut)));
      cut = null;
    }
  }

  /** Without the beginning of a character whose other bytes have not come yet. */
  static int lengthOfWholeCharacters(byte[] text) {
    for (int back = 1; back <= Math.min(3, text.length); back++) {
      int value = text[text.length - back] & 0xFF;
      if (value >= 0xC0) { // the first of two or more
        int size = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : 2;
        return back < size ? text.length - back : text.length;
      }
      if (value < 0x80) {
        return text.length;
      }
    }
    return text.length;
  }

  /** One of the two streams; the cell that runs is told to both. */
  final class Stream extends JupyterOutputStream {
    private final BiConsumer<ShellReplyEnvironment, String> publish;
    private ShellReplyEnvironment cell;

    Stream(BiConsumer<ShellReplyEnvironment, String> publish) {
      super(publish);
      this.publish = publish;
    }

    @Override
    public void setEnv(ShellReplyEnvironment env) {
      super.setEnv(env);
      synchronized (PrintedOutput.this) {
        cell = env;
        beginCell();
      }
    }

    @Override
    public void retractEnv(ShellReplyEnvironment env) {
      synchronized (PrintedOutput.this) {
        if (cell == env) {
          endCell();
          cell = null;
        }
      }
      super.retractEnv(env);
    }

    @Override
    public void write(int character) {
      add(this, new byte[] {(byte) character}, 0, 1);
    }

    @Override
    public void write(byte[] text, int offset, int length) {
      add(this, text, offset, length);
    }

    /** Asked for after each line. */
    @Override
    public void flush() {}

    /** The kernel's socket does not outlive a call on an interrupted thread. */
    private void publish(String text) {
      boolean interrupted = Thread.interrupted();
      try {
        publish.accept(cell, text);
      } finally {
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
