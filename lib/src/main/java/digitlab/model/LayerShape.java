package digitlab.model;

import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * What one example is before and after a layer.
 *
 * @param input what reaches the layer, behind its preprocessor
 * @param output what the layer gives
 */
public record LayerShape(InputType input, InputType output) {
  @Override
  public String toString() {
    return LayerShapes.inWords(input) + " → " + LayerShapes.inWords(output);
  }
}
