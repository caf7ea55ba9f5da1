/**
 * A batch as plain Java arrays, and an iterator that hands such batches out.
 *
 * <p>A small network's step is so short that making two arrays of ND4J for each batch would cost a
 * third of it. This package must not know networks, nor where the examples come from.
 */
package digitlab.batch;
