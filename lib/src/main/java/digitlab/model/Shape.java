package digitlab.model;

import digitlab.text.Numbers;

/** The shape of what goes into or comes out of a layer for one image. */
public sealed interface Shape {
  /** Numbers in all. */
  long numbers();

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
