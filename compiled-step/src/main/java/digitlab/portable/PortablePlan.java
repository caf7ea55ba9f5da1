package digitlab.portable;

import digitlab.plan.Plan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;

/**
 * Everything that one batch size needs: the work of all layers in the order in which it is done,
 * and the memory between them.
 *
 * <p>Work is grouped into phases. In a phase, the tasks do not touch one another; between two
 * phases all threads meet. What follows one another for each share is one phase, so that threads
 * meet only where a layer needs the whole batch, and at the end, to add the shares' gradients.
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
  private final List<Phase> forward = new ArrayList<>();
  private final List<Phase> backward = new ArrayList<>();
  private final List<ShareSum> sums = new ArrayList<>();
  private final List<Share> shares;
  private final int threads;
  private final FloatPointer parameters;
  private final FloatPointer gradients;
  private final Values input;
  private final Values output;
  private final Values outputGradient;
  private final Workspace[] workspaces;
  private List<Phase> current = forward;
  private Values imageGradient;
  private int workspaceLength;
  private float[] batch;
  private float[] batchGradient;

  PortablePlan(
      List<Stage> stages,
      int images,
      long[] inputShape,
      int threads,
      FloatPointer parameters,
      FloatPointer gradients,
      boolean withImageGradient) {
    this.shares = Share.of(images);
    this.threads = threads;
    this.parameters = parameters;
    this.gradients = gradients;
    OneThreadedBlas.begin();
    try (PointerScope building = scope) {
      int elements = (int) Arrays.stream(inputShape).reduce(1, Math::multiplyExact);
      input = values(elements);
      forEachShare((share, workspace, iteration) -> imagesInnermost(share, batch, input));
      output = buildForward(stages);
      outputGradient = isTraining() ? buildBackward(stages, withImageGradient) : null;
      workspaces = new Workspace[threads];
      for (int i = 0; i < threads; i++) {
        workspaces[i] = Workspace.of(workspaceLength);
      }
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
    List<ShareSum.Piece> pieces = new ArrayList<>();
    sums.forEach(sum -> pieces.addAll(sum.pieces(PIECE)));
    inTasks(pieces.size(), (task, workspace, iteration) -> pieces.get(task).add());
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
    Share last = shares.get(shares.size() - 1);
    return last.from() + last.images();
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

  /** Makes sure that a matrix of this size fits into each part of a workspace. */
  void needWorkspace(int length) {
    workspaceLength = Math.max(workspaceLength, length);
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
    Phase last = current.isEmpty() ? null : current.get(current.size() - 1);
    if (last == null || !last.sharewise()) {
      last = new Phase(shares.size(), true, new ArrayList<>());
      current.add(last);
    }
    last.work()
        .add((task, workspace, iteration) -> work.run(shares.get(task), workspace, iteration));
  }

  /** Adds work that begins when all before it is done, and ends before all after it begins. */
  void inTasks(int tasks, Work work) {
    current.add(new Phase(tasks, false, List.of(work)));
  }

  private record Phase(int tasks, boolean sharewise, List<Work> work) {}

  // ---- Running it.

  @Override
  public void forward(float[] images, int iteration) {
    batch = images;
    run(forward, iteration);
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
  public void backward(float[] gradient, int iteration) {
    batchGradient = gradient;
    run(backward, iteration);
  }

  private void run(List<Phase> pass, int iteration) {
    for (Phase phase : pass) {
      Workers.run(
          threads,
          phase.tasks(),
          (task, worker) ->
              phase.work().forEach(work -> work.run(task, workspaces[worker], iteration)));
    }
  }

  @Override
  public void close() {
    scope.deallocate();
    OneThreadedBlas.end();
  }
}
