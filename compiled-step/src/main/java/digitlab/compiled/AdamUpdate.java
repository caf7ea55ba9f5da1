package digitlab.compiled;

import digitlab.shares.Workers;
import java.nio.FloatBuffer;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;

/**
 * Adam (Kingma and Ba 2015) over the flat array of parameters, as Deeplearning4j computes it.
 *
 * <p>Pieces are copied to arrays on the Java heap, where the loop below is compiled to vector
 * instructions, and back; a piece stays in the processor's nearest cache meanwhile.
 */
final class AdamUpdate {
  private static final int PIECE = 2048;

  /** Parameters that one task moves: a task costs about as much as a hundred. */
  private static final int TASK = 8 * PIECE;

  /**
   * Parameters that lie together and learn alike.
   *
   * @param from the first parameter
   * @param to the end, excluded
   * @param state where the block's running means begin in the updater state: first those of the
   *     gradients, then those of their squares
   * @param config learning rate (or its schedule), β₁, β₂, ε
   */
  record Block(int from, int to, int state, org.nd4j.linalg.learning.config.Adam config) {}

  private final List<Block> blocks;
  private final FloatBuffer parameters;
  private final FloatBuffer gradients;
  private final FloatBuffer state;

  AdamUpdate(
      List<Block> blocks, FloatPointer parameters, FloatPointer gradients, FloatPointer state) {
    this.blocks = blocks;
    this.parameters = parameters.asBuffer();
    this.gradients = gradients.asBuffer();
    this.state = state.asBuffer();
  }

  /**
   * Moves all parameters.
   *
   * @param iteration number of updates made before this one
   * @param epoch for a schedule of the learning rate
   */
  void update(int iteration, int epoch, int threads) {
    for (Block block : blocks) {
      Update update = new Update(block, iteration, epoch);
      int length = block.to() - block.from();
      Workers.run(
          threads,
          (length + TASK - 1) / TASK,
          (task, worker) -> update.range(task * TASK, Math.min(length, (task + 1) * TASK)));
    }
  }

  /** One block's update with its constants, in the precision in which ND4J has them. */
  private final class Update {
    private final Block block;
    private final float beta1;
    private final float beta2;
    private final float epsilon;
    private final float rate;

    Update(Block block, int iteration, int epoch) {
      this.block = block;
      beta1 = (float) block.config().getBeta1();
      beta2 = (float) block.config().getBeta2();
      epsilon = (float) block.config().getEpsilon();
      float decayed1 = (float) Math.pow(beta1, iteration + 1);
      float decayed2 = (float) Math.pow(beta2, iteration + 1);
      float learningRate = (float) block.config().getLearningRate(iteration, epoch);
      rate = (float) (learningRate * (float) Math.sqrt(1.0 - decayed2) / (1.0 - decayed1));
    }

    void range(int from, int to) {
      float[] w = new float[PIECE];
      float[] g = new float[PIECE];
      float[] m = new float[PIECE];
      float[] v = new float[PIECE];
      int first = block.from();
      int means = block.state();
      int squares = means + block.to() - first;
      for (int at = from; at < to; at += PIECE) {
        int n = Math.min(PIECE, to - at);
        parameters.get(first + at, w, 0, n);
        gradients.get(first + at, g, 0, n);
        state.get(means + at, m, 0, n);
        state.get(squares + at, v, 0, n);
        piece(w, g, m, v, n);
        parameters.put(first + at, w, 0, n);
        state.put(means + at, m, 0, n);
        state.put(squares + at, v, 0, n);
      }
    }

    private void piece(float[] w, float[] g, float[] m, float[] v, int n) {
      float rest1 = 1 - beta1;
      float rest2 = 1 - beta2;
      for (int i = 0; i < n; i++) {
        m[i] = beta1 * m[i] + g[i] * rest1;
        v[i] = beta2 * v[i] + g[i] * g[i] * rest2;
        w[i] -= m[i] * rate / ((float) Math.sqrt(v[i]) + epsilon);
      }
    }
  }
}
