package digitlab.testing;

import digitlab.data.Mnist;

/** The bundled MNIST, read once for all tests. */
public final class RealDigits {
  private static final Mnist MNIST = Mnist.load();

  private RealDigits() {}

  /** All 60,000 and 10,000 images. */
  public static Mnist all() {
    return MNIST;
  }

  /** The first images of both sets. */
  public static Mnist first(int training, int test) {
    return new Mnist(MNIST.train().range(0, training), MNIST.test().range(0, test));
  }
}
