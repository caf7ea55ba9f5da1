package digitlab.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import digitlab.shares.Share;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;
import org.junit.jupiter.api.Test;

/** What a layer gets that needs the whole batch: eleven images of two values, in two shares. */
class OneDnnPlanTest {
  private static final int IMAGES = Share.SIZE + 3;

  @Test
  void sharesThatLieSideBySideAreOneTensorWithoutACopy() {
    Joining joining = new Joining();

    assertThat(output(joining)).isEqualTo(batch());
    assertThat(joining.whole.shape()).containsExactly(IMAGES, 2);
    assertThat(joining.copied).isFalse();
  }

  @Test
  void aShareInAnotherLayoutIsCopiedToItsPlace() {
    Joining joining = new Joining();

    assertThat(output(new LastShareTurned(), joining)).isEqualTo(batch());
    assertThat(joining.copied).isTrue();
  }

  private static float[] output(BatchStage... stages) {
    new OneDnnEngine(); // loads the library
    float[] output = new float[2 * IMAGES];
    try (FloatPointer none = new FloatPointer(1);
        OneDnnPlan plan =
            new OneDnnPlan(List.of(stages), IMAGES, new long[] {2}, none, null, false)) {
      plan.forward(batch(), 0, 2);
      plan.output(output, 0, output.length);
    }
    return output;
  }

  private static float[] batch() {
    float[] batch = new float[2 * IMAGES];
    for (int i = 0; i < batch.length; i++) {
      batch[i] = i;
    }
    return batch;
  }

  private static long address(Tensor tensor) {
    return tensor.handle().get_data_handle().address();
  }

  private abstract static class ForwardOnly implements BatchStage {
    @Override
    public List<Tensor> backward(OneDnnPlan plan, List<Tensor> gradients, boolean inputGradient) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class Joining extends ForwardOnly {
    private Tensor whole;
    private boolean copied;

    @Override
    public List<Tensor> forward(OneDnnPlan plan, List<Tensor> inputs) {
      whole = plan.joined(inputs);
      copied = address(whole) != address(inputs.get(0));
      return plan.split(whole);
    }
  }

  private static final class LastShareTurned extends ForwardOnly {
    @Override
    public List<Tensor> forward(OneDnnPlan plan, List<Tensor> inputs) {
      List<Tensor> outputs = new ArrayList<>(inputs);
      Tensor last = outputs.remove(1);
      memory.desc turned =
          new memory.desc(last.shape(), memory.data_type.f32, memory.format_tag.ba);
      outputs.add(plan.sequence(plan.shares().get(1)).as(turned, last));
      return outputs;
    }
  }
}
