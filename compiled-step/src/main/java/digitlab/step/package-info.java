/**
 * One step of training and one evaluation, in whichever way they are computed.
 *
 * <p>{@link digitlab.step.Step} is what a training loop sees; {@link digitlab.step.PlainStep} takes
 * it by Deeplearning4j's own {@code fit}. This package must not know of epochs, histories or
 * progress.
 */
package digitlab.step;
