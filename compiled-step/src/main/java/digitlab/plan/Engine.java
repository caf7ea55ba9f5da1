package digitlab.plan;

import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/** What computes plans: a library, or loops of our own. */
public interface Engine {
  /** The name by which a person knows it, such as {@code oneDNN}. */
  String name();

  /**
   * Makes everything that one batch size needs.
   *
   * @param layers first to last
   * @param images in a batch
   * @param inputShape shape of one image: {@code [channels, height, width]} or {@code [features]}
   * @param parameters the network's own, in its order
   * @param gradients as many floats, for the gradients; {@code null} makes a plan for prediction
   *     alone
   */
  Plan plan(
      List<PlannedLayer> layers,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients);

  /**
   * The same for who wants the gradient of the images, too: {@link Plan#imageGradient}. Training
   * does not, and its plans leave it out.
   *
   * @param gradients as many floats as parameters; not {@code null}
   */
  Plan planWithImageGradient(
      List<PlannedLayer> layers,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients);
}
