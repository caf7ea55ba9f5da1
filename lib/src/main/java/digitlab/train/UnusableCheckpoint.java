package digitlab.train;

/** A file is not the checkpoint that is looked for; the message says why, as half a sentence. */
final class UnusableCheckpoint extends Exception {
  private static final long serialVersionUID = 1L;

  UnusableCheckpoint(String reason) {
    super(reason);
  }
}
