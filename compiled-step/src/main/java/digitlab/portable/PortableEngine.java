package digitlab.portable;

import digitlab.plan.Engine;
import digitlab.plan.Plan;
import digitlab.plan.PlannedLayer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** Plans of matrix products and plain loops, for every platform that ND4J runs on. */
public final class PortableEngine implements Engine {
  @Override
  public String name() {
    return "portable";
  }

  @Override
  public Plan plan(
      List<PlannedLayer> layers,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients) {
    return new PortablePlan(stages(layers), images, inputShape, parameters, gradients, false);
  }

  @Override
  public Plan planWithImageGradient(
      List<PlannedLayer> layers,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients) {
    return new PortablePlan(stages(layers), images, inputShape, parameters, gradients, true);
  }

  private static List<Stage> stages(List<PlannedLayer> layers) {
    return layers.stream().map(PortableEngine::stage).toList();
  }

  private static Stage stage(PlannedLayer layer) {
    if (layer instanceof PlannedLayer.Convolution convolution) {
      return new ConvolutionStage(convolution);
    } else if (layer instanceof PlannedLayer.Pooling pooling) {
      return pooling.max() ? new MaxPoolingStage(pooling) : new AveragePoolingStage(pooling);
    } else if (layer instanceof PlannedLayer.Dense dense) {
      return DenseStage.isLarge(dense) ? new LargeDenseStage(dense) : new DenseStage(dense);
    } else if (layer instanceof PlannedLayer.BatchNormalization normalization) {
      return new BatchNormalizationStage(normalization);
    } else if (layer instanceof PlannedLayer.Dropout dropout) {
      return new DropoutStage(dropout);
    } else if (layer instanceof PlannedLayer.Activation activation) {
      return new ActivationStage(activation.function());
    }
    throw new IllegalArgumentException("Unknown layer: " + layer);
  }
}
