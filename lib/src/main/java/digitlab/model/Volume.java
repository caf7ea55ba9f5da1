package digitlab.model;

import java.util.List;

/**
 * A place on the data's way through a network where it has a shape of its own.
 *
 * @param layers what made it: one layer, and those after it that work on each number by itself
 * @param shape the shape of the data there
 */
public record Volume(List<String> layers, Shape shape) {
  public Volume {
    layers = List.copyOf(layers);
  }

  @Override
  public String toString() {
    return String.join(", ", layers) + ": " + shape;
  }
}
