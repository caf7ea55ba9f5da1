package digitlab.notebook;

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

  private static final String NAME_OF_A_CHANNEL = "Shell-";
  private static final int CHANNELS = 2;
  private static final long MILLISECONDS_UNTIL_CONNECTED = 5;
  private static final long MILLISECONDS_BETWEEN_LOOKS = 500;
  private static final long MILLISECONDS_FOR_LAST_MESSAGES = 1_000;

  private final PrintedOutput printed;
  private final CellValues values;
  private volatile boolean stopped;
  private volatile String fault = "it was told to";

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
        channel.setUncaughtExceptionHandler((thread, error) -> fault = Views.reason(error));
      }
      KernelAnswers.toEveryRequestOf(channels.get(0), printed, values);
      while (channels.stream().allMatch(Thread::isAlive)) {
        Thread.sleep(MILLISECONDS_BETWEEN_LOOKS);
      }
      Thread.sleep(MILLISECONDS_FOR_LAST_MESSAGES);
    } catch (InterruptedException e) {
      return;
    }
    if (!stopped) {
      System.err.printf(
          "The thread that answers requests has ended (%s), so the kernel ends, too. "
              + "Restart it and run the cells again.%n",
          fault);
      Runtime.getRuntime().halt(EXIT_CODE);
    }
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
