package digitlab.compiled;

import digitlab.backend.LoadFault;
import digitlab.plan.Engine;
import java.util.Optional;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** What came of compiling a network: a step, or the reason why there is none. */
public sealed interface Compilation {
  /**
   * The network was compiled.
   *
   * @param step belongs to the caller, who closes it
   */
  record Compiled(CompiledStep step) implements Compilation {
    @Override
    public String toString() {
      return step.toString();
    }
  }

  /**
   * The network must be trained in Deeplearning4j's own way.
   *
   * @param reason what stands against it, such as {@code layer 3: LSTM} or {@code updater:
   *     Nesterovs}
   */
  record Refused(String reason) implements Compilation {
    @Override
    public String toString() {
      return "not compiled: " + reason;
    }
  }

  /**
   * Compiles an initialised network for training, and makes the plan for its usual batch size.
   *
   * @param network stays the owner of its parameters; it may be used in any way between two steps
   * @param input the shape of one example, as the network's configuration was given it: {@code
   *     InputType.convolutional(28, 28, 1)}
   * @param batchSize examples in a usual batch; other sizes get their plan when they first come
   */
  static Compilation forTraining(MultiLayerNetwork network, InputType input, int batchSize) {
    return compile(network, input, step -> step.prepareTraining(batchSize));
  }

  /**
   * The same for a network that is only to predict, without what training needs; a plan for
   * training is made when a step is taken all the same.
   */
  static Compilation forPrediction(MultiLayerNetwork network, InputType input) {
    return compile(network, input, CompiledStep::preparePrediction);
  }

  /** What computes the gradient of the network's images; nothing if it cannot be compiled. */
  static Optional<CompiledImageGradient> forImageGradient(
      MultiLayerNetwork network, InputType input) {
    try {
      CompiledNetwork compiled = NetworkCompiler.compile(network, input);
      return Optional.of(new CompiledImageGradient(network, compiled, Engines.current()));
    } catch (LinkageError | RuntimeException e) {
      return Optional.empty(); // Deeplearning4j's own way computes the same
    }
  }

  private static Compilation compile(
      MultiLayerNetwork network, InputType input, Consumer<CompiledStep> prepare) {
    Engine engine = Engines.current();
    try {
      CompiledNetwork compiled = NetworkCompiler.compile(network, input);
      CompiledStep step = new CompiledStep(network, compiled, engine);
      prepare.accept(step);
      return new Compiled(step);
    } catch (NetworkCompiler.Unknown e) {
      return new Refused(e.getMessage());
    } catch (LinkageError e) {
      String library = engine.name().equals(Engines.ONEDNN) ? Engines.ONEDNN : "OpenBLAS";
      return new Refused(LoadFault.inWords(library, e));
    } catch (RuntimeException e) {
      return new Refused(engine.name() + " refused the network: " + rootCause(e));
    }
  }

  private static Throwable rootCause(Throwable e) {
    return e.getCause() == null ? e : rootCause(e.getCause());
  }
}
