package digitlab.compiled;

import digitlab.data.Batches;
import digitlab.data.Mnist;
import digitlab.model.Architectures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.lossfunctions.impl.LossSparseMCXENT;

/** TestNetworks and batches that the tests share. */
final class TestNetworks {
  static final InputType IMAGE = InputType.convolutional(28, 28, 1);
  private static Mnist mnist;

  private TestNetworks() {}

  static Map<String, LongFunction<MultiLayerConfiguration>> all() {
    Map<String, LongFunction<MultiLayerConfiguration>> all = new LinkedHashMap<>();
    all.put("maxPooling", Architectures::maxPooling);
    all.put("averagePooling", Architectures::averagePooling);
    all.put("lenet5", Architectures::lenet5);
    all.put("batchNormalised", Architectures::batchNormalised);
    all.put("wideWithDropout", Architectures::wideWithDropout);
    all.put("paddedLenet5", Architectures::paddedLenet5);
    all.put("fivePredictions", Architectures::fivePredictions);
    return all;
  }

  /** Those that this platform has. */
  static Stream<String> engines() {
    return Engines.whyNotOneDnn().isEmpty()
        ? Stream.of(Engines.ONEDNN, Engines.PORTABLE)
        : Stream.of(Engines.PORTABLE);
  }

  static MultiLayerNetwork start(MultiLayerConfiguration configuration) {
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** A second network with the same weights and updater state. */
  static MultiLayerNetwork twin(MultiLayerNetwork network) {
    return network.clone();
  }

  static synchronized Mnist mnist() {
    if (mnist == null) {
      mnist = Mnist.load();
    }
    return mnist;
  }

  /** The first batches of MNIST, with labels of the kind that the network takes. */
  static List<DataSet> batches(MultiLayerNetwork network, int count, int size) {
    Batches source = Batches.inOrder(mnist().train().range(0, count * size), size);
    List<DataSet> batches = new ArrayList<>();
    while (source.hasNext()) {
      DataSet batch = source.next();
      batches.add(isSparse(network) ? new DataSet(batch.getFeatures(), numbers(batch)) : batch);
    }
    return batches;
  }

  static boolean isSparse(MultiLayerNetwork network) {
    OutputLayer output = (OutputLayer) network.getOutputLayer().conf().getLayer();
    return output.getLossFn() instanceof LossSparseMCXENT;
  }

  private static INDArray numbers(DataSet batch) {
    return batch.getLabels().argMax(1).castTo(DataType.FLOAT).reshape(batch.numExamples(), 1);
  }

  static CompiledStep compiled(MultiLayerNetwork network, InputType input, int batchSize) {
    Compilation compilation = Compilation.forTraining(network, input, batchSize);
    if (compilation instanceof Compilation.Compiled compiled) {
      return compiled.step();
    }
    throw new AssertionError("Not compiled: " + ((Compilation.Refused) compilation).reason());
  }
}
