package digitlab.train;

/** Says in the history that the network was not new. */
final class EarlierTraining implements TrainingCallback {
  @Override
  public void onTrainBegin(TrainingLoop loop) {
    loop.markIncomplete();
    loop.remark(
        "Went on from a network that had taken %,d steps."
            .formatted(loop.network().getIterationCount()));
  }
}
