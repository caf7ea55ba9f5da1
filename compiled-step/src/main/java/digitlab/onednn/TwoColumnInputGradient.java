package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.PlannedLayer.Convolution;
import digitlab.plan.Window;
import java.util.List;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.global.dnnl.algorithm;
import org.bytedeco.dnnl.global.dnnl.prop_kind;
import org.bytedeco.javacpp.FloatPointer;

/**
 * The gradient of a convolution's input where that has few channels: {@linkplain TwoColumns two
 * columns at once}, as a convolution of the output's gradient with the kernels turned by half a
 * turn.
 *
 * @param layer the convolution whose input it is
 */
record TwoColumnInputGradient(Convolution layer) {
  private static final int PAIR = 2 * TwoColumns.MAPS;

  static boolean fits(Convolution layer) {
    Window window = layer.window();
    return window.stride()[0] == 1
        && TwoColumns.pay(layer.channels(), window.input()[1], window.stride()[1])
        && window.before()[0] < window.kernel()[0]
        && window.before()[1] < window.kernel()[1]
        && window.after()[0] < window.kernel()[0]
        && window.after()[1] < window.kernel()[1];
  }

  /** Adds what computes it. */
  Tensor of(PrimitiveSequence sequence, Tensor gradient) {
    Window window = layer.window();
    long[] weightShape = {PAIR, layer.featureMaps(), window.kernel()[0], window.kernel()[1] + 1};
    long[] pairShape = sequence.withImages(PAIR, window.input()[0], window.input()[1] / 2);
    var primitive =
        new convolution_forward.primitive_desc(
            new convolution_forward.desc(
                prop_kind.forward_inference,
                algorithm.convolution_direct,
                Tensor.any(gradient.shape()),
                Tensor.any(weightShape),
                Tensor.blocksOf16(pairShape),
                new long[] {1, 2},
                turned(window.before()),
                turned(window.after())),
            PrimitiveSequence.attributes(),
            sequence.engine());
    Tensor pairs = sequence.allocate(primitive.dst_desc(), pairShape);
    Tensor weights =
        sequence.prepared(
            List.of("turned", layer.offset()),
            task -> task.as(primitive.weights_desc(), turnedWeights(task, weightShape)));
    sequence.run(
        primitive,
        new convolution_forward(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, sequence.as(primitive.src_desc(), gradient)),
        new Argument(dnnl.DNNL_ARG_WEIGHTS, sequence.as(primitive.weights_desc(), weights)),
        new Argument(dnnl.DNNL_ARG_DST, pairs));
    return TwoColumns.unpaired(sequence, pairs, layer.channels());
  }

  /** Zeros around the gradient: what the kernel reaches beyond the zeros around the input. */
  private long[] turned(long[] zeros) {
    long[] kernel = layer.window().kernel();
    return new long[] {kernel[0] - 1 - zeros[0], kernel[1] - 1 - zeros[1]};
  }

  private Tensor turnedWeights(PrimitiveSequence task, long... shape) {
    Tensor wide = task.allocate(Tensor.plain(shape), shape);
    int maps = (int) layer.featureMaps();
    int length =
        (int) (maps * layer.channels() * layer.window().kernel()[0])
            * (int) layer.window().kernel()[1];
    FloatPointer kernels = task.parameter(layer.offset() + maps, length).floats();
    float[] narrow = new float[length];
    float[] values = new float[(int) wide.length()];
    FloatPointer place = wide.floats();
    task.run(
        iteration -> {
          kernels.get(narrow);
          turn(narrow, values);
          place.put(values);
        });
    return wide;
  }

  /**
   * From {@code [map, channel, row, column]} to {@code [channel of a column, map, row, column]}.
   */
  private void turn(float[] narrow, float[] wide) {
    int maps = (int) layer.featureMaps();
    int channels = (int) layer.channels();
    int height = (int) layer.window().kernel()[0];
    int width = (int) layer.window().kernel()[1];
    int second = TwoColumns.MAPS * maps * height * (width + 1) + 1;
    int from = 0;
    for (int map = 0; map < maps; map++) {
      for (int channel = 0; channel < channels; channel++) {
        for (int row = height - 1; row >= 0; row--) {
          int start = ((channel * maps + map) * height + row) * (width + 1);
          for (int column = width - 1; column >= 0; column--) {
            wide[start + column] = narrow[from];
            wide[start + column + second] = narrow[from];
            from++;
          }
        }
      }
    }
  }
}
