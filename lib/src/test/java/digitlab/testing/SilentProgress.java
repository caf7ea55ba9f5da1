package digitlab.testing;

import digitlab.train.Progress;

/** The progress of trainings in tests that do not name one; it keeps the output readable. */
public final class SilentProgress implements Progress {}
