package digitlab.onednn;

import digitlab.onednn.PrimitiveSequence.Argument;
import digitlab.plan.ActivationFunction;
import digitlab.plan.PlannedLayer.Convolution;
import digitlab.plan.Window;
import java.util.List;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;

/**
 * A convolution with few feature maps that computes {@linkplain TwoColumns two columns at once}.
 */
final class TwoColumnConvolutionStage implements Stage {
  private static final int PAIR = 2 * TwoColumns.MAPS;

  private final Convolution layer;
  private final Window window;
  private final int maps;
  private final FusedActivation activation;
  private final long[] weightShape;
  private Tensor input;
  private Tensor output;
  private Tensor weights;
  private ConvolutionPrimitives primitives;
  private convolution_forward.primitive_desc hint;

  TwoColumnConvolutionStage(Convolution layer) {
    this.layer = layer;
    this.window = layer.window();
    this.maps = (int) layer.featureMaps();
    this.activation = FusedActivation.of(layer.activation());
    this.weightShape =
        new long[] {PAIR, layer.channels(), window.kernel()[0], window.kernel()[1] + 1};
  }

  /** Sigmoid is out: it is not zero where there is no map, which oneDNN relies on. */
  static boolean fits(Convolution layer) {
    Window window = layer.window();
    return layer.activation() != ActivationFunction.SIGMOID
        && TwoColumns.pay(layer.featureMaps(), window.output()[1], window.stride()[1]);
  }

  private long[] pairShape(PrimitiveSequence sequence) {
    return sequence.withImages(PAIR, window.output()[0], window.output()[1] / 2);
  }

  @Override
  public Tensor forward(PrimitiveSequence sequence, Tensor image) {
    primitives =
        new ConvolutionPrimitives(
            Tensor.any(image.shape()),
            Tensor.any(weightShape),
            Tensor.plain(PAIR),
            Tensor.blocksOf16(pairShape(sequence)),
            new long[] {window.stride()[0], 2},
            window.before(),
            window.after());
    hint = primitives.forward(sequence.engine(), sequence.isTraining(), activation.fused());
    input = sequence.as(hint.src_desc(), image);
    Tensor pairs = sequence.allocate(hint.dst_desc(), pairShape(sequence));
    weights = sequence.prepared(List.of("two columns", layer.offset()), this::wideWeights);
    Tensor bias = sequence.prepared(List.of("two biases", layer.offset()), this::wideBias);
    sequence.run(
        hint,
        new convolution_forward(hint),
        new Argument(dnnl.DNNL_ARG_SRC, input),
        new Argument(dnnl.DNNL_ARG_WEIGHTS, sequence.as(hint.weights_desc(), weights)),
        new Argument(dnnl.DNNL_ARG_BIAS, bias),
        new Argument(dnnl.DNNL_ARG_DST, pairs));
    output = TwoColumns.unpaired(sequence, pairs, maps);
    return output;
  }

  private Tensor wideWeights(PrimitiveSequence task) {
    Tensor wide = task.allocate(Tensor.plain(weightShape), weightShape);
    FloatPointer kernels = task.parameter(layer.offset() + maps, maps * kernelLength()).floats();
    float[] narrow = new float[maps * kernelLength()];
    float[] values = new float[(int) wide.length()];
    FloatPointer place = wide.floats();
    task.run(
        iteration -> {
          kernels.get(narrow);
          forEachWeight(
              (from, first, second) -> {
                values[first] = narrow[from];
                values[second] = narrow[from];
              });
          place.put(values);
        });
    return task.as(hint.weights_desc(), wide);
  }

  private Tensor wideBias(PrimitiveSequence task) {
    Tensor wide = task.allocate(Tensor.plain(PAIR), PAIR);
    FloatPointer biases = task.parameter(layer.offset(), maps).floats();
    float[] values = new float[PAIR];
    FloatPointer place = wide.floats();
    task.run(
        iteration -> {
          biases.get(values, 0, maps);
          biases.get(values, TwoColumns.MAPS, maps);
          place.put(values);
        });
    return wide;
  }

  /** Each weight is in two places: for the first column of a pair and, one further, the second. */
  private interface WeightPlaces {
    void visit(int narrow, int first, int second);
  }

  private void forEachWeight(WeightPlaces places) {
    int width = (int) window.kernel()[1];
    int rows = maps * kernelLength() / width;
    int second = TwoColumns.MAPS * (kernelLength() / width) * (width + 1) + 1;
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < width; column++) {
        int first = row * (width + 1) + column;
        places.visit(row * width + column, first, first + second);
      }
    }
  }

  /** The weights of one map. */
  private int kernelLength() {
    return (int) (layer.channels() * window.kernel()[0] * window.kernel()[1]);
  }

  @Override
  public Tensor backward(PrimitiveSequence sequence, Tensor gradient, boolean inputGradient) {
    Tensor whole = sequence.as(output.layout(), gradient);
    Tensor before = layer.derivativeHere() ? activation.backward(sequence, output, whole) : whole;
    Tensor pairs = TwoColumns.paired(sequence, before);
    weightGradient(sequence, pairs);
    return inputGradient ? inputGradient(sequence, pairs) : null;
  }

  private void weightGradient(PrimitiveSequence sequence, Tensor pairs) {
    var primitive = primitives.toWeights(sequence.engine(), hint);
    Tensor computed = sequence.allocate(primitive.diff_weights_desc(), weightShape);
    Tensor biases = sequence.allocate(Tensor.plain(PAIR), PAIR);
    sequence.run(
        primitive,
        new convolution_backward_weights(primitive),
        new Argument(dnnl.DNNL_ARG_SRC, sequence.as(primitive.src_desc(), input)),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, sequence.as(primitive.diff_dst_desc(), pairs)),
        new Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, computed),
        new Argument(dnnl.DNNL_ARG_DIFF_BIAS, biases));
    addColumns(sequence, sequence.as(Tensor.plain(weightShape), computed), biases);
  }

  /** The gradient of a weight is the sum of both its places. */
  private void addColumns(PrimitiveSequence sequence, Tensor wide, Tensor wideBiases) {
    float[] values = new float[(int) wide.length()];
    float[] narrow = new float[maps * kernelLength()];
    float[] biases = new float[PAIR];
    FloatPointer from = wide.floats();
    FloatPointer fromBiases = wideBiases.floats();
    FloatPointer weightsTo = sequence.gradient(layer.offset() + maps, narrow.length).floats();
    FloatPointer biasesTo = sequence.gradient(layer.offset(), maps).floats();
    sequence.run(
        iteration -> {
          from.get(values);
          forEachWeight((to, first, second) -> narrow[to] = values[first] + values[second]);
          weightsTo.put(narrow);
          fromBiases.get(biases);
          for (int map = 0; map < maps; map++) {
            biases[map] += biases[TwoColumns.MAPS + map];
          }
          biasesTo.put(biases, 0, maps);
        });
  }

  private Tensor inputGradient(PrimitiveSequence sequence, Tensor pairs) {
    var primitive = primitives.toInput(sequence.engine(), hint);
    Tensor result = sequence.allocate(primitive.diff_src_desc(), input.shape());
    sequence.run(
        primitive,
        new convolution_backward_data(primitive),
        new Argument(dnnl.DNNL_ARG_DIFF_DST, sequence.as(primitive.diff_dst_desc(), pairs)),
        new Argument(dnnl.DNNL_ARG_WEIGHTS, sequence.as(primitive.weights_desc(), weights)),
        new Argument(dnnl.DNNL_ARG_DIFF_SRC, result));
    return result;
  }
}
