package digitlab.explain;

import digitlab.backend.NativeLibrary;
import digitlab.compiled.CompiledImageGradient;
import digitlab.compiled.Steps;
import digitlab.data.Digits;
import java.util.Optional;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Gradients by a compiled plan. */
final class CompiledImageGradients implements ImageGradients {
  private static final InputType DIGIT = InputType.convolutional(Digits.SIDE, Digits.SIDE, 1);

  private final MultiLayerNetwork network;
  private final CompiledImageGradient compiled;

  private CompiledImageGradients(MultiLayerNetwork network, CompiledImageGradient compiled) {
    this.network = network;
    this.compiled = compiled;
  }

  /** Nothing for a network that no engine knows. */
  static Optional<ImageGradients> of(MultiLayerNetwork network) {
    NativeLibrary.prepare();
    MultiLayerNetwork predicting = LogitNetwork.withSoftmax(network);
    return Steps.forImageGradient(predicting, DIGIT)
        .map(compiled -> new CompiledImageGradients(predicting, compiled));
  }

  @Override
  public INDArray logits(INDArray images) {
    int n = (int) images.size(0);
    float[] logits = compiled.logits(images.ravel().toFloatVector(), n);
    return Nd4j.createFromArray(logits).reshape(n, classes());
  }

  @Override
  public INDArray gradient(INDArray images, INDArray weights) {
    float[] gradient =
        compiled.gradient(
            images.ravel().toFloatVector(), weights.ravel().toFloatVector(), (int) images.size(0));
    return Nd4j.createFromArray(gradient).reshape(images.shape());
  }

  @Override
  public int classes() {
    return compiled.classes();
  }

  @Override
  public void close() {
    compiled.close();
    network.close();
  }

  @Override
  public String toString() {
    return "compiled image gradients";
  }
}
