package digitlab.onednn;

import digitlab.shares.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A layer that each share goes through by itself: a stage for each. */
final class Sharewise implements BatchStage {
  private final Supplier<Stage> maker;
  private final List<Stage> stages = new ArrayList<>();

  Sharewise(Supplier<Stage> maker) {
    this.maker = maker;
  }

  @Override
  public List<Tensor> forward(OneDnnPlan plan, List<Tensor> inputs) {
    List<Tensor> outputs = new ArrayList<>();
    for (Share share : plan.shares()) {
      Stage stage = maker.get();
      stages.add(stage);
      outputs.add(stage.forward(plan.sequence(share), inputs.get(share.index())));
    }
    return outputs;
  }

  @Override
  public List<Tensor> backward(OneDnnPlan plan, List<Tensor> gradients, boolean inputGradient) {
    List<Tensor> results = new ArrayList<>();
    for (Share share : plan.shares()) {
      int i = share.index();
      results.add(stages.get(i).backward(plan.sequence(share), gradients.get(i), inputGradient));
    }
    return inputGradient ? results : null;
  }
}
