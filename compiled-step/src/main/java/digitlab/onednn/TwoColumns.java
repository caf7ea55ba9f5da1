package digitlab.onednn;

import org.bytedeco.dnnl.global.dnnl;

/**
 * How a convolution with few feature maps fills a register of sixteen floats: the register takes
 * eight maps of two neighbouring columns rather than one column of sixteen maps, ten of which are
 * not there.
 *
 * <p>The kernel of the second column is that of the first, moved by one. Both together are a kernel
 * that is a column wider, with a column of zeros in each half, for sixteen maps in steps of two
 * columns. What comes out lies in memory as blocks of eight maps do: nothing has to be sorted
 * afterwards. For LeNet-5's first convolution, a kernel of 5 × 6 for half the positions is 60 % of
 * the multiplications that 5 × 5 takes for all.
 */
final class TwoColumns {
  /** Maps of a column in a register. */
  static final int MAPS = 8;

  private TwoColumns() {}

  /** Whether it is worth it here: on a processor whose registers hold sixteen floats. */
  static boolean pay(long maps, long columns, long stride) {
    return maps <= MAPS && columns % 2 == 0 && stride == 1 && registersHoldSixteen();
  }

  static boolean registersHoldSixteen() {
    int found = dnnl.dnnl_get_effective_cpu_isa();
    return (found & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core;
  }

  /** The same images with each pair of columns as one column of sixteen maps: no copy. */
  static Tensor paired(PrimitiveSequence sequence, Tensor image) {
    long[] shape = {image.shape()[0], 2 * MAPS, image.shape()[2], image.shape()[3] / 2};
    return sequence.view(image, Tensor.blocksOf16(shape), shape);
  }

  /**
   * A single block of eight maps, whether or not all are there, as eight channels side by side:
   * oneDNN pools and scales these far faster. Other images are left as they are.
   */
  static Tensor allChannels(PrimitiveSequence sequence, Tensor image) {
    long[] shape = image.shape();
    if (shape[1] > MAPS || !image.layout().equals(Tensor.blocksOf8(shape))) {
      return image;
    }
    long[] all = {shape[0], MAPS, shape[2], shape[3]};
    return sequence.view(image, Tensor.channelsLast(all), all);
  }

  /** The other way round, where there are fewer maps than channels. */
  static Tensor usedChannels(PrimitiveSequence sequence, Tensor image, long maps) {
    long[] shape = {image.shape()[0], maps, image.shape()[2], image.shape()[3]};
    return image.shape()[1] == maps ? image : sequence.view(image, Tensor.blocksOf8(shape), shape);
  }

  /** The other way round. */
  static Tensor unpaired(PrimitiveSequence sequence, Tensor pairs, long maps) {
    long[] shape = {pairs.shape()[0], maps, pairs.shape()[2], pairs.shape()[3] * 2};
    return sequence.view(pairs, Tensor.blocksOf8(shape), shape);
  }
}
