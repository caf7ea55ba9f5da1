package digitlab.portable;

import digitlab.plan.DropoutMask;
import digitlab.plan.PlannedLayer.Dropout;
import digitlab.shares.Share;

/** Inverted dropout: in training, an element is kept and enlarged, or set to zero. */
final class DropoutStage implements Stage {
  private final Dropout layer;
  private float[][] masks;

  DropoutStage(Dropout layer) {
    this.layer = layer;
  }

  @Override
  public Values forward(PortablePlan plan, Values input) {
    if (!plan.isTraining()) {
      return input;
    }
    masks = new float[plan.shares().size()][];
    for (Share share : plan.shares()) {
      masks[share.index()] = new float[Math.multiplyExact(input.elements(), share.images())];
    }
    Values output = plan.values(input.elements());
    int elements = input.elements();
    plan.forEachShare(
        (share, workspace, iteration) -> {
          DropoutMask.fill(masks[share.index()], elements, layer, iteration, share.from());
          multiply(share, input.of(share), output.of(share), elements);
        });
    return output;
  }

  @Override
  public Values backward(PortablePlan plan, Values gradient, boolean inputGradient) {
    plan.forEachShare(
        (share, workspace, iteration) ->
            multiply(share, gradient.of(share), gradient.of(share), gradient.elements()));
    return gradient;
  }

  /** The mask lies image by image, in Deeplearning4j's order. */
  private void multiply(Share share, float[] values, float[] products, int elements) {
    float[] mask = masks[share.index()];
    int n = share.images();
    for (int image = 0; image < n; image++) {
      int start = image * elements;
      for (int e = 0; e < elements; e++) {
        products[e * n + image] = values[e * n + image] * mask[start + e];
      }
    }
  }
}
