package digitlab.explain;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import tech.tablesaw.api.DoubleColumn;

/**
 * How alike two explanations order the pixels (Spearman): 1 in the same order, 0 unrelated, −1
 * reversed. Only the ink counts: on white paper many explanations are 0, and all would look alike.
 */
public final class RankCorrelation {
  private RankCorrelation() {}

  /**
   * The correlation for each image; 0 where an explanation is the same everywhere.
   *
   * @param first {@code [n, height, width]}
   * @param second of the same shape
   * @param images {@code [n, 1, height, width]}
   */
  public static double[] onInk(INDArray first, INDArray second, INDArray images) {
    Pixels pixels = Pixels.of(images);
    float[] one = first.ravel().toFloatVector();
    float[] other = second.ravel().toFloatVector();
    double[] correlations = new double[pixels.images()];
    for (int image = 0; image < correlations.length; image++) {
      List<Double> a = new ArrayList<>();
      List<Double> b = new ArrayList<>();
      for (int p = image * pixels.length(); p < (image + 1) * pixels.length(); p++) {
        if (pixels.values()[p] > 0) {
          a.add((double) one[p]);
          b.add((double) other[p]);
        }
      }
      correlations[image] = spearman(a, b);
    }
    return correlations;
  }

  private static double spearman(List<Double> a, List<Double> b) {
    if (a.size() < 2) {
      return 0;
    }
    double correlation = DoubleColumn.create("a", a).spearmans(DoubleColumn.create("b", b));
    return Double.isNaN(correlation) ? 0 : correlation;
  }
}
