package digitlab.compiled;

import digitlab.plan.ActivationFunction;
import java.util.Optional;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/** Which of Deeplearning4j's activation functions an engine knows. */
final class Activations {
  private Activations() {}

  static Optional<ActivationFunction> of(IActivation activation) {
    if (activation instanceof ActivationIdentity) {
      return Optional.of(ActivationFunction.IDENTITY);
    } else if (activation instanceof ActivationReLU relu && isPlain(relu)) {
      return Optional.of(ActivationFunction.RELU);
    } else if (activation instanceof ActivationTanH) {
      return Optional.of(ActivationFunction.TANH);
    } else if (activation instanceof ActivationSigmoid) {
      return Optional.of(ActivationFunction.SIGMOID);
    }
    return Optional.empty();
  }

  private static boolean isPlain(ActivationReLU relu) {
    return isZero(relu.getMax()) && isZero(relu.getThreshold()) && isZero(relu.getNegativeSlope());
  }

  private static boolean isZero(Double setting) {
    return setting == null || setting == 0;
  }
}
