package digitlab.step;

import digitlab.backend.NativeLibrary;
import digitlab.batch.Batch;
import digitlab.batch.Classes;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CacheMode;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** A step by Deeplearning4j's own {@link MultiLayerNetwork#fit(DataSet)}. */
public final class PlainStep implements Step {
  private final MultiLayerNetwork network;
  private final Predictions predictions = new Predictions();

  public PlainStep(MultiLayerNetwork network) {
    this.network = network;
    // Without a cache Deeplearning4j computes every convolution's forward pass twice.
    network.setCacheMode(CacheMode.DEVICE);
    network.addListeners(predictions);
  }

  @Override
  public String way() {
    boolean helpers = false;
    for (Layer layer : network.getLayers()) {
      helpers |= layer.getHelper() != null;
    }
    return helpers && NativeLibrary.helpersOn() ? "helpers" : "stock";
  }

  @Override
  public int threads() {
    return NativeLibrary.threads();
  }

  /** Deeplearning4j has one number for all networks of a thread. */
  @Override
  public void useThreads(int threads) {
    NativeLibrary.useThreads(threads);
  }

  @Override
  public Outcome take(Batch batch) {
    boolean sparse = OutputLoss.isSparse(network.getLayerWiseConfigurations());
    return take(sparse ? batch.dataSetWithIntegerLabels() : batch.dataSet());
  }

  @Override
  public Outcome take(DataSet batch) {
    predictions.labels = batch.getLabels();
    network.fit(batch);
    return new Outcome(network.score(), predictions.correct);
  }

  @Override
  public INDArray predict(INDArray features) {
    return network.output(features, false);
  }

  @Override
  public Optional<EvaluationResult> evaluate(DataSetIterator set, BooleanSupplier goOn) {
    return EvaluationResult.of(network, set, this::predict, goOn);
  }

  @Override
  public boolean isSameOnAnyThreads() {
    return false;
  }

  @Override
  public void close() {
    network.getListeners().remove(predictions);
  }

  @Override
  public String toString() {
    return way() + " step of Deeplearning4j";
  }

  /** Counts right predictions in the forward pass that training does anyway. */
  private static final class Predictions extends BaseTrainingListener {
    private INDArray labels;
    private int correct;

    /** Deeplearning4j hands over the activations up to the input of the output layer. */
    @Override
    public void onForwardPass(Model model, List<INDArray> activations) {
      MultiLayerNetwork network = (MultiLayerNetwork) model;
      try (MemoryWorkspace outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        INDArray logits = logits(network, activations.get(activations.size() - 1));
        correct = Classes.correct(Classes.of(logits), labels);
      }
    }

    /** What the softmax would be taken of; the largest is the largest after it, too. */
    private static INDArray logits(MultiLayerNetwork network, INDArray input) {
      int last = network.getnLayers() - 1;
      INDArray flat = input;
      InputPreProcessor flatten = network.getLayerWiseConfigurations().getInputPreProcess(last);
      if (flatten != null) {
        flat = flatten.preProcess(input, (int) input.size(0), LayerWorkspaceMgr.noWorkspaces());
      }
      Layer output = network.getOutputLayer();
      INDArray weights = output.getParam("W");
      if (weights == null) {
        return flat;
      }
      INDArray logits = flat.mmul(weights);
      INDArray bias = output.getParam("b");
      return bias == null ? logits : logits.addiRowVector(bias);
    }
  }
}
