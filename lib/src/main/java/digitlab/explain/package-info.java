/**
 * Why a network gives an answer: gradients of the image, explanations made of them, measures of how
 * faithful an explanation is, and attacks.
 *
 * <p>Images are {@code [n, 1, 28, 28]} in 0…1, an explanation {@code [n, 28, 28]}: the larger a
 * value, the more its pixel speaks for the class.
 *
 * <p>{@link digitlab.explain.ImageGradients} is the entry. It must not know how anything is drawn.
 */
package digitlab.explain;
