package digitlab.train;

import digitlab.backend.NativeLibrary;
import digitlab.compiled.Compilation;
import digitlab.step.PlainStep;
import digitlab.step.Step;
import java.util.function.Consumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/** Chooses the way in which a network's steps are taken. */
final class Steps {
  private Steps() {}

  /**
   * The compiled way where it knows the network, else Deeplearning4j's own.
   *
   * @param note is told why, if the slower way is taken though the faster was wanted
   */
  static Step of(MultiLayerNetwork network, SampleBatch sample, Consumer<String> note) {
    if (!NativeLibrary.compiledWanted()) {
      return new PlainStep(network);
    }
    Compilation compilation = Compilation.compile(network, sample.input(), sample.size());
    if (compilation instanceof Compilation.Compiled compiled) {
      return compiled.step();
    }
    String reason = ((Compilation.Refused) compilation).reason();
    note.accept("Trained by Deeplearning4j's own steps, which take longer. Not known: " + reason);
    return new PlainStep(network);
  }
}
