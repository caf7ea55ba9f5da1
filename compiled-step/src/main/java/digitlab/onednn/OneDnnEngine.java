package digitlab.onednn;

import digitlab.plan.Engine;
import digitlab.plan.Plan;
import digitlab.plan.PlannedLayer;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Loader;

/** Plans of oneDNN primitives: the fastest where oneDNN has a native library that loads. */
public final class OneDnnEngine implements Engine {
  /**
   * @throws LinkageError if the native library does not load on this machine
   */
  public OneDnnEngine() {
    Loader.load(dnnl.class);
  }

  @Override
  public String name() {
    return "oneDNN";
  }

  @Override
  public Plan plan(
      List<PlannedLayer> layers,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients) {
    return new OneDnnPlan(stages(layers), images, inputShape, parameters, gradients, false);
  }

  @Override
  public Plan planWithImageGradient(
      List<PlannedLayer> layers,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients) {
    return new OneDnnPlan(stages(layers), images, inputShape, parameters, gradients, true);
  }

  private static List<BatchStage> stages(List<PlannedLayer> layers) {
    return layers.stream().map(OneDnnEngine::stage).toList();
  }

  private static BatchStage stage(PlannedLayer layer) {
    if (layer instanceof PlannedLayer.Convolution convolution) {
      return TwoColumnConvolutionStage.fits(convolution)
          ? new Sharewise(() -> new TwoColumnConvolutionStage(convolution))
          : new Sharewise(() -> new ConvolutionStage(convolution));
    } else if (layer instanceof PlannedLayer.Pooling pooling) {
      return AveragePoolingStage.fits(pooling)
          ? new Sharewise(() -> new AveragePoolingStage(pooling))
          : new Sharewise(() -> new PoolingStage(pooling));
    } else if (layer instanceof PlannedLayer.Dense dense) {
      return LargeDense.isLarge(dense)
          ? new LargeDense(dense)
          : new Sharewise(() -> new DenseStage(dense));
    } else if (layer instanceof PlannedLayer.BatchNormalization normalization) {
      return new BatchNormalizationLayer(normalization);
    } else if (layer instanceof PlannedLayer.Dropout dropout) {
      return new Sharewise(() -> new DropoutStage(dropout));
    } else if (layer instanceof PlannedLayer.Activation activation) {
      return new Sharewise(() -> FusedActivation.of(activation.function()).stage());
    }
    throw new IllegalArgumentException("Unknown layer: " + layer);
  }
}
