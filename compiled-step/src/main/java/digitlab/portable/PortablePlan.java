package digitlab.portable;

import digitlab.plan.Plan;
import digitlab.shares.Phases;
import digitlab.shares.Share;
import digitlab.shares.ShareSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Everything that one batch size needs: the work of all layers in the order in which it is done,
 * and the memory between them.
 */
final class PortablePlan implements Plan {
  /** What is to be done for one share. */
  interface ShareWork {
    void run(Share share, Workspace workspace, int iteration);
  }

  /** What is to be done for one of several tasks of a layer. */
  interface Work {
    void run(int task, Workspace workspace, int iteration);
  }

  /** Gradients that are added at once by one thread. */
  private static final int PIECE = 4096;

  private final PointerScope scope = new PointerScope().extend();
  private final List<ShareSum> sums = new ArrayList<>();
  private final List<Share> shares;
  private final Phases forward;
  private final Phases backward;
  private final FloatPointer parameters;
  private final FloatPointer gradients;
  private final Values input;
  private final Values output;
  private final Values outputGradient;
  private final List<Workspace> workspaces = new ArrayList<>();
  private Phases current;
  private int longestLoop;
  private int largestMatrix;
  private Values imageGradient;
  private float[] batch;
  private float[] batchGradient;

  PortablePlan(
      List<Stage> stages,
      int images,
      long[] inputShape,
      FloatPointer parameters,
      FloatPointer gradients,
      boolean withImageGradient) {
    this.shares = Share.of(images);
    this.forward = new Phases(shares);
    this.backward = new Phases(shares);
    this.current = forward;
    this.parameters = parameters;
    this.gradients = gradients;
    OneThreadedBlas.begin();
    try (PointerScope building = scope) {
      int elements = (int) Arrays.stream(inputShape).reduce(1, Math::multiplyExact);
      input = values(elements);
      forEachShare((share, workspace, iteration) -> imagesInnermost(share, batch, input));
      output = buildForward(stages);
      outputGradient = isTraining() ? buildBackward(stages, withImageGradient) : null;
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Values buildForward(List<Stage> stages) {
    Values values = input;
    for (Stage stage : stages) {
      values = stage.forward(this, values);
    }
    return values;
  }

  private Values buildBackward(List<Stage> stages, boolean withImageGradient) {
    current = backward;
    Values start = values(output.elements());
    forEachShare((share, workspace, iteration) -> imagesInnermost(share, batchGradient, start));
    Values gradient = start;
    for (int i = stages.size() - 1; i >= 0; i--) {
      gradient = stages.get(i).backward(this, gradient, i > 0 || withImageGradient);
    }
    imageGradient = withImageGradient ? gradient : null;
    addSums();
    return start;
  }

  private void addSums() {
    List<Phases.Work> pieces = new ArrayList<>();
    sums.forEach(sum -> pieces.addAll(sum.pieces(PIECE)));
    List<List<Phases.Work>> tasks = current.inTasks(pieces.size());
    for (int i = 0; i < pieces.size(); i++) {
      tasks.get(i).add(pieces.get(i));
    }
  }

  /** From image after image to {@code [element][image]}. */
  private static void imagesInnermost(Share share, float[] from, Values to) {
    float[] target = to.of(share);
    int n = share.images();
    int elements = to.elements();
    for (int image = 0; image < n; image++) {
      int start = (share.from() + image) * elements;
      int given = Math.min(elements, Math.max(0, from.length - start));
      for (int e = 0; e < given; e++) {
        target[e * n + image] = from[start + e];
      }
    }
  }

  // ---- What a stage uses to build its part.

  boolean isTraining() {
    return gradients != null;
  }

  /** The number of images in a batch. */
  int images() {
    return Share.images(shares);
  }

  List<Share> shares() {
    return shares;
  }

  /** New memory for the values of a layer. */
  Values values(int elements) {
    return Values.of(shares, elements);
  }

  /** The most values of a share: what {@code elements} of an image come to. */
  int inShare(int elements) {
    return Math.multiplyExact(elements, shares.get(0).images());
  }

  /** New native memory, owned by this plan. */
  FloatPointer allocate(int length) {
    return new FloatPointer(length);
  }

  /** Native memory full of ones, owned by this plan. */
  FloatPointer ones(int length) {
    float[] ones = new float[length];
    Arrays.fill(ones, 1);
    return allocate(length).put(ones);
  }

  /** Makes sure that a workspace has room for a loop of this length. */
  void needLoop(int length) {
    longestLoop = Math.max(longestLoop, length);
  }

  /** Makes sure that a workspace has room for a matrix of this size. */
  void needMatrix(int length) {
    largestMatrix = Math.max(largestMatrix, length);
  }

  /** The network's parameters from {@code offset} on: no copy. */
  FloatPointer parameter(long offset) {
    return parameters.getPointer(offset);
  }

  /** The place of the whole batch's gradient from {@code offset} on. */
  FloatPointer gradient(long offset) {
    return gradients.getPointer(offset);
  }

  /**
   * Places for the gradients of some parameters, one for each share; they are added in the order of
   * the shares when all of them are there.
   */
  FloatPointer[] shareGradients(long offset, int length) {
    FloatPointer[] parts = new FloatPointer[shares.size()];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = allocate(length);
    }
    sums.add(new ShareSum(parts, gradient(offset), length));
    return parts;
  }

  /** Adds work on single shares: it follows what has been added for the same share. */
  void forEachShare(ShareWork work) {
    for (Share share : shares) {
      current.forShare(
          share, (worker, iteration) -> work.run(share, workspaces.get(worker), iteration));
    }
  }

  /** Adds work that begins when all before it is done, and ends before all after it begins. */
  void inTasks(int tasks, Work work) {
    List<List<Phases.Work>> lists = current.inTasks(tasks);
    for (int i = 0; i < tasks; i++) {
      int task = i;
      lists.get(i).add((worker, iteration) -> work.run(task, workspaces.get(worker), iteration));
    }
  }

  // ---- Running it.

  @Override
  public void forward(float[] images, int iteration, int threads) {
    batch = images;
    run(forward, iteration, threads);
  }

  @Override
  public void output(float[] values, int from, int length) {
    imageAfterImage(output, values, from, length);
  }

  @Override
  public void imageGradient(float[] values, int from, int length) {
    if (imageGradient == null) {
      throw new IllegalStateException("This plan was made without the gradient of the images.");
    }
    imageAfterImage(imageGradient, values, from, length);
  }

  /** The reverse of {@link #imagesInnermost}. */
  private void imageAfterImage(Values source, float[] values, int from, int length) {
    int elements = source.elements();
    for (int i = 0; i < length; i++) {
      int image = i / elements;
      Share owner = shares.get(image / shares.get(0).images());
      values[from + i] = source.of(owner)[i % elements * owner.images() + image - owner.from()];
    }
  }

  @Override
  public void backward(float[] gradient, int iteration, int threads) {
    batchGradient = gradient;
    run(backward, iteration, threads);
  }

  private void run(Phases pass, int iteration, int threads) {
    try (PointerScope building = scope.extend()) {
      while (workspaces.size() < threads) {
        workspaces.add(Workspace.of(longestLoop, largestMatrix));
      }
    }
    pass.run(threads, iteration);
  }

  @Override
  public void close() {
    scope.deallocate();
    OneThreadedBlas.end();
  }
}
