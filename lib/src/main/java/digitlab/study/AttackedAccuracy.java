package digitlab.study;

/**
 * A published accuracy on digits that were changed by an attack.
 *
 * @param source who published it
 * @param network what was attacked, in the source's words
 * @param attack FGSM or PGD
 * @param epsilon the largest change of a pixel in 0…1
 * @param accuracy on the changed test images of MNIST, 0…1
 */
public record AttackedAccuracy(
    Source source, String network, String attack, double epsilon, double accuracy) {
  @Override
  public String toString() {
    return "%s under %s, ε = %s: accuracy %s".formatted(network, attack, epsilon, accuracy);
  }
}
