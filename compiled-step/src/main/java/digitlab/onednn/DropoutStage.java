package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.DropoutMask;
import digitlab.plan.PlannedLayer.Dropout;
import org.bytedeco.dnnl.binary;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.javacpp.FloatPointer;

/** Inverted dropout: in training, an element is kept and enlarged, or set to zero. */
final class DropoutStage implements Stage {
  private final Dropout layer;
  private Tensor mask;

  DropoutStage(Dropout layer) {
    this.layer = layer;
  }

  @Override
  public Tensor forward(PrimitiveSequence sequence, Tensor input) {
    if (!sequence.isTraining()) {
      return input;
    }
    Tensor plain = sequence.allocate(Tensor.plain(input.shape()), input.shape());
    float[] factors = new float[(int) plain.length()];
    int elements = (int) (plain.length() / plain.shape()[0]);
    FloatPointer place = plain.floats();
    sequence.run(
        iteration -> {
          DropoutMask.fill(factors, elements, layer, iteration, sequence.from());
          place.put(factors);
        });
    mask = sequence.as(input.layout(), plain);
    return multiply(sequence, input, sequence.allocate(input.layout(), input.shape()));
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    if (!inputGradient) {
      return null;
    }
    Tensor result = sequence.as(mask.layout(), gradient);
    return multiply(sequence, result, result);
  }

  private Tensor multiply(PrimitiveSequence sequence, Tensor tensor, Tensor product) {
    var primitive =
        new binary.primitive_desc(
            new binary.desc(algorithm.binary_mul, tensor.layout(), mask.layout(), product.layout()),
            PrimitiveSequence.attributes(),
            sequence.engine());
    sequence.run(
        primitive,
        new binary(primitive),
        new Argument(dnnl.DNNL_ARG_SRC_0, tensor),
        new Argument(dnnl.DNNL_ARG_SRC_1, mask),
        new Argument(dnnl.DNNL_ARG_DST, product));
    return product;
  }
}
