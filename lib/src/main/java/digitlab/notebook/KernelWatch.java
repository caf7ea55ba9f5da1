package digitlab.notebook;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import org.dflib.jjava.jupyter.channels.Loop;

/**
 * Sees to it that a cell is answered, or that the kernel ends.
 *
 * <p>JJava reads the requests of each of two channels on a thread of its own. When one of them has
 * ended, nobody will be answered any more, but the process and its heartbeat go on: whoever waits
 * for a cell would wait for ever. The end of a process is noticed by everybody.
 */
final class KernelWatch implements Runnable {
  /** How the process ends then; {@code tools/environment/kernel.py} knows it. */
  static final int EXIT_CODE = 70;

  private static final String THREAD_ENDED = "The thread that answers requests has ended (%s)";
  private static final String MEMORY_FULL = "A cell has taken all of Java's memory";
  private static final String NAME_OF_A_CHANNEL = "Shell-";
  private static final int CHANNELS = 2;
  private static final long MILLISECONDS_UNTIL_CONNECTED = 5;
  private static final long MILLISECONDS_BETWEEN_LOOKS = 500;
  private static final long MILLISECONDS_FOR_LAST_MESSAGES = 1_000;

  private final PrintedOutput printed;
  private final CellValues values;

  /** That of the process: in a cell System.err is the cell's. */
  private final PrintStream log = System.err;

  private volatile boolean stopped;
  private volatile String fault = THREAD_ENDED.formatted("it was told to");

  private KernelWatch(PrintedOutput printed, CellValues values) {
    this.printed = printed;
    this.values = values;
  }

  /** Watches the kernel that is just starting, until it shuts down. */
  static KernelWatch start(PrintedOutput printed, CellValues values) {
    KernelWatch watch = new KernelWatch(printed, values);
    Thread thread = new Thread(watch, "digitlab-watch");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  /** The kernel shuts down: its threads end rightly. */
  void stop() {
    stopped = true;
  }

  @Override
  public void run() {
    try {
      List<Loop> channels = awaitChannels();
      for (Loop channel : channels) {
        channel.setUncaughtExceptionHandler(
            (thread, error) -> fault = THREAD_ENDED.formatted(Views.reason(error)));
        channel.onError(KernelWatch::goOn);
      }
      KernelAnswers.toEveryRequestOf(channels.get(0), printed, values);
      PromptShell.use(channels.get(0));
      awaitEndOf(channels);
      Thread.sleep(MILLISECONDS_FOR_LAST_MESSAGES);
    } catch (InterruptedException e) {
      return;
    }
    if (!stopped) {
      try {
        log.printf("%s, so the kernel ends, too. Restart it and run the cells again.%n", fault);
      } finally {
        Runtime.getRuntime().halt(EXIT_CODE); // even if there is no memory for the words
      }
    }
  }

  /** A cell may have taken all memory for good: then no thread of the kernel gets anywhere. */
  private void awaitEndOf(List<Loop> channels) throws InterruptedException {
    while (true) {
      try {
        if (!channels.stream().allMatch(Thread::isAlive)) {
          return;
        }
        Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
      } catch (OutOfMemoryError e) {
        if (!MemoryFault.makeRoom()) {
          fault = MEMORY_FULL;
          return;
        }
      }
    }
  }

  /**
   * Goes on where a cell has taken all memory, which hits whichever thread asks next; ends the
   * thread on any other error.
   *
   * @return milliseconds to the next request
   */
  private static long goOn(Throwable error) {
    if (error instanceof OutOfMemoryError) {
      MemoryFault.makeRoom();
      return MILLISECONDS_BETWEEN_LOOKS;
    }
    if (error instanceof Error fatal) {
      throw fatal;
    }
    throw (RuntimeException) error;
  }

  /** The kernel starts them after its extensions. */
  private static List<Loop> awaitChannels() throws InterruptedException {
    while (true) {
      Thread[] threads = new Thread[Thread.activeCount() + CHANNELS];
      int found = Thread.enumerate(threads);
      List<Loop> channels =
          Stream.of(threads)
              .limit(found)
              .filter(thread -> thread.getName().startsWith(NAME_OF_A_CHANNEL))
              .filter(Loop.class::isInstance)
              .map(Loop.class::cast)
              .toList();
      if (channels.size() == CHANNELS) {
        return channels;
      }
      Thread.sleep(MILLISECONDS_UNTIL_CONNECTED);
    }
  }
}
