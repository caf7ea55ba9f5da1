/**
 * Handwritten digits: from checked IDX files to batches of {@code [N, 1, 28, 28]} pixels in 0…1 and
 * one-hot labels {@code [N, 10]}.
 *
 * <p>It must not know of networks, training or charts.
 */
package digitlab.data;
