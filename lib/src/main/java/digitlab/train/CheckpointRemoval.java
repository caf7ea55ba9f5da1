package digitlab.train;

import java.nio.file.Path;

/**
 * Removes the checkpoint that a stopped training has left, when its network is trained to the end.
 */
final class CheckpointRemoval implements TrainingCallback {
  private final Path file;
  private TrainingLoop loop;
  private boolean finished;

  CheckpointRemoval(Path file) {
    this.file = file;
  }

  @Override
  public void onTrainBegin(TrainingLoop begun) {
    loop = begun;
  }

  @Override
  public void onEpochEnd(EpochProgress epoch) {
    finished = epoch.history().diverged() || (epoch.isWhole() && epoch.isLast());
  }

  @Override
  public void onTrainEnd() {
    if (finished) {
      CheckpointFile.delete(file, loop::note);
      StoppedTrainings.forget(loop.network());
    }
  }
}
