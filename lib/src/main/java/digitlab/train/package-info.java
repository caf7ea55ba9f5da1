/**
 * Training: the loop over epochs and batches, its history, the networks it leaves behind, and what
 * happens when it is stopped or killed.
 *
 * <p>A {@link digitlab.train.Trainer} owns the loop, a {@link digitlab.step.Step} takes each step,
 * a {@link digitlab.train.Progress} watches, a {@link digitlab.train.StopButton} ends it. This
 * package must not know how progress or a chart is drawn, nor that there are notebooks.
 */
package digitlab.train;
