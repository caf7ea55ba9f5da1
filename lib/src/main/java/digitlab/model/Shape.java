package digitlab.model;

import digitlab.text.Numbers;
import org.deeplearning4j.nn.conf.inputs.InputType;

/** The shape of what goes into or comes out of a layer for one image. */
public sealed interface Shape {
  /** Numbers in all. */
  long numbers();

  /** The same as Deeplearning4j has it. */
  static Shape of(InputType type) {
    return type instanceof InputType.InputTypeConvolutional maps
        ? new Maps(maps.getHeight(), maps.getWidth(), maps.getChannels())
        : new Flat(type.arrayElementsPerExample());
  }

  /** Feature maps side by side; an image is one map for each channel. */
  record Maps(long height, long width, long count) implements Shape {
    @Override
    public long numbers() {
      return height * width * count;
    }

    @Override
    public String toString() {
      return "%d × %d × %d".formatted(height, width, count);
    }
  }

  /** A row of numbers without places. */
  record Flat(long numbers) implements Shape {
    @Override
    public String toString() {
      return Numbers.count(numbers);
    }
  }
}
