package digitlab.compiled;

import digitlab.backend.NativeLibrary;
import digitlab.step.PlainStep;
import digitlab.step.Step;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** The fastest step that a network allows: compiled where the plan knows it, else plain. */
public final class Steps {
  private Steps() {}

  /**
   * A step that trains.
   *
   * @param network initialised
   * @param input the shape of one example, as the network's configuration was given it
   * @param batchSize examples in a usual batch
   * @param note is told why, in a sentence, if the slower way is taken though the faster was wanted
   */
  public static Step forTraining(
      MultiLayerNetwork network, InputType input, int batchSize, Consumer<String> note) {
    if (!NativeLibrary.compiledWanted()) {
      return new PlainStep(network);
    }
    Compilation compilation = Compilation.forTraining(network, input, batchSize);
    if (compilation instanceof Compilation.Refused refused) {
      note.accept(
          "Trained by Deeplearning4j's own steps, which take longer. Not known: "
              + refused.reason());
    }
    return step(compilation, network);
  }

  /** A step that only predicts and evaluates: nothing is made for training. */
  public static Step forPrediction(MultiLayerNetwork network, InputType input) {
    return NativeLibrary.compiledWanted()
        ? step(Compilation.forPrediction(network, input), network)
        : new PlainStep(network);
  }

  /**
   * What computes the gradient of a network's images.
   *
   * @param network initialised; it must stay as it is and live as long as the result is used
   * @param input the shape of one example
   * @return nothing where the network cannot be compiled. The caller closes it
   */
  public static Optional<CompiledImageGradient> forImageGradient(
      MultiLayerNetwork network, InputType input) {
    return NativeLibrary.compiledWanted()
        ? Compilation.forImageGradient(network, input)
        : Optional.empty();
  }

  private static Step step(Compilation compilation, MultiLayerNetwork network) {
    return compilation instanceof Compilation.Compiled compiled
        ? compiled.step()
        : new PlainStep(network);
  }
}
