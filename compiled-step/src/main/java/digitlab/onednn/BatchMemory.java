package digitlab.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/**
 * Memory for tensors of shares. The shares of a batch ask for the same tensors in the same order;
 * the tensors of one kind lie side by side, so that the whole batch can be seen as one tensor.
 */
final class BatchMemory {
  private record Row(memory all, long bytesOfShare) {}

  private final engine processor;
  private final int shares;
  private final List<Row> rows = new ArrayList<>();

  BatchMemory(engine processor, int shares) {
    this.processor = processor;
    this.shares = shares;
  }

  /** The room of one share; that of the first share, which none exceeds, is used first. */
  PrimitiveSequence.Room room(int share) {
    int[] asked = {0};
    return layout -> {
      int row = asked[0]++;
      if (share == 0) {
        rows.add(row(layout.get_size()));
      }
      if (row >= rows.size() || layout.get_size() > rows.get(row).bytesOfShare()) {
        return new memory(layout, processor);
      }
      Row place = rows.get(row);
      Pointer start = place.all().get_data_handle();
      return new memory(layout, processor, at(start, share * place.bytesOfShare()));
    };
  }

  private Row row(long bytesOfShare) {
    long floats = (bytesOfShare * shares + Float.BYTES - 1) / Float.BYTES;
    return new Row(new memory(Tensor.plain(floats), processor), bytesOfShare);
  }

  /** The address so many bytes behind another one. */
  static Pointer at(Pointer start, long bytes) {
    return new Address(start.address() + bytes);
  }

  private static final class Address extends Pointer {
    Address(long address) {
      super((Pointer) null);
      this.address = address;
    }
  }
}
