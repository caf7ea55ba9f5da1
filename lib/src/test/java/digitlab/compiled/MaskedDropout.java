package digitlab.compiled;

import digitlab.plan.DropoutMask;
import digitlab.plan.PlannedLayer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.dropout.Dropout;
import org.deeplearning4j.nn.conf.dropout.IDropout;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Deeplearning4j's dropout with the compiled step's masks in place of random ones. */
final class MaskedDropout implements IDropout {
  private static final long serialVersionUID = 1L;

  private final int layer;
  private final double retain;
  private final long seed;
  private transient INDArray mask;

  private MaskedDropout(int layer, double retain, long seed) {
    this.layer = layer;
    this.retain = retain;
    this.seed = seed;
  }

  /** A second network, alike but for where its masks come from. */
  static MultiLayerNetwork twin(MultiLayerNetwork network) {
    MultiLayerNetwork twin = network.clone();
    long seed = twin.getDefaultConfiguration().getSeed();
    for (int i = 0; i < twin.getnLayers(); i++) {
      NeuralNetConfiguration configuration = twin.getLayer(i).conf();
      if (configuration.getLayer().getIDropout() instanceof Dropout dropout) {
        configuration.getLayer().setIDropout(new MaskedDropout(i, dropout.getP(), seed));
      }
    }
    return twin;
  }

  @Override
  public INDArray applyDropout(
      INDArray input, INDArray result, int iteration, int epoch, LayerWorkspaceMgr workspace) {
    float[] factors = new float[(int) input.length()];
    int elements = (int) (input.length() / input.size(0));
    PlannedLayer.Dropout dropout = new PlannedLayer.Dropout(layer, retain, seed);
    DropoutMask.fill(factors, elements, dropout, iteration, 0);
    mask = Nd4j.createFromArray(factors).reshape('c', input.shape()).detach();
    return result.assign(input.mul(mask));
  }

  @Override
  public INDArray backprop(INDArray gradient, INDArray result, int iteration, int epoch) {
    return result.assign(gradient.mul(mask));
  }

  @Override
  public void clear() {
    mask = null;
  }

  @Override
  public IDropout clone() {
    return new MaskedDropout(layer, retain, seed);
  }
}
