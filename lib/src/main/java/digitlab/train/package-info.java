/**
 * Training: the loop over epochs and batches, its history, and the networks it leaves behind.
 *
 * <p>A {@link digitlab.train.Trainer} owns the loop, a {@link digitlab.train.Step} takes each step,
 * a {@link digitlab.train.Progress} watches. This package must not know how progress or a chart is
 * drawn, nor that there are notebooks.
 */
package digitlab.train;
