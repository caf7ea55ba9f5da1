package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.ActivationFunction;
import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;

/**
 * An activation function as oneDNN computes it. Its derivative is computed from its result, so that
 * the values before it need not be kept.
 */
enum FusedActivation {
  IDENTITY(null, null),
  RELU(algorithm.eltwise_relu, algorithm.eltwise_relu_use_dst_for_bwd),
  TANH(algorithm.eltwise_tanh, algorithm.eltwise_tanh_use_dst_for_bwd),
  SIGMOID(algorithm.eltwise_logistic, algorithm.eltwise_logistic_use_dst_for_bwd);

  private final algorithm function;
  private final algorithm derivative;

  FusedActivation(algorithm function, algorithm derivative) {
    this.function = function;
    this.derivative = derivative;
  }

  static FusedActivation of(ActivationFunction function) {
    return switch (function) {
      case IDENTITY -> IDENTITY;
      case RELU -> RELU;
      case TANH -> TANH;
      case SIGMOID -> SIGMOID;
    };
  }

  /** The attribute that lets a convolution or matrix product apply the function as it writes. */
  primitive_attr fused() {
    primitive_attr attribute = PrimitiveSequence.attributes();
    if (this != IDENTITY) {
      post_ops after = new post_ops();
      after.append_eltwise(1, function, 0, 0);
      attribute.set_post_ops(after);
    }
    return attribute;
  }

  /** Adds the function as a pass of its own. */
  Tensor forward(PrimitiveSequence sequence, Tensor input) {
    if (this == IDENTITY) {
      return input;
    }
    Tensor output = sequence.allocate(input.layout(), input.shape());
    var primitive = forwardPrimitive(sequence, input, function);
    sequence.run(
        primitive,
        new eltwise_forward(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(dnnl.DNNL_ARG_DST, output));
    return output;
  }

  /** Adds the multiplication of the gradient with the derivative, in place where layouts agree. */
  Tensor backward(PrimitiveSequence sequence, Tensor output, Tensor gradient) {
    if (this == IDENTITY) {
      return gradient;
    }
    Tensor result = sequence.as(output.layout(), gradient);
    var primitive =
        new eltwise_backward.primitive_desc(
            new eltwise_backward.desc(derivative, result.layout(), output.layout(), 0, 0),
            PrimitiveSequence.attributes(),
            sequence.engine(),
            forwardPrimitive(sequence, output, derivative));
    sequence.run(
        primitive,
        new eltwise_backward(primitive),
        new Argument(dnnl.DNNL_ARG_DST, output),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, result),
        new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return result;
  }

  private eltwise_forward.primitive_desc forwardPrimitive(
      PrimitiveSequence sequence, Tensor tensor, algorithm algorithm) {
    return new eltwise_forward.primitive_desc(
        new eltwise_forward.desc(prop_kind.forward_training, algorithm, tensor.layout(), 0, 0),
        PrimitiveSequence.attributes(),
        sequence.engine());
  }

  /** The function as a stage of its own, for an {@code ActivationLayer}. */
  Stage stage() {
    return new Stage() {
      private Tensor output;

      @Override
      public Tensor forward(PrimitiveSequence sequence, Tensor input) {
        output = FusedActivation.this.forward(sequence, input);
        return output;
      }

      @Override
      public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
        return inputGradient ? FusedActivation.this.backward(sequence, output, gradient) : null;
      }
    };
  }
}
